import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { GameRows } from './group-rows.ts';
import type { PublishedLayout } from './layouts/layout.ts';

/** The final score of a game as the schedule has it. */
export type FinalScore = { homeScore: number | null; awayScore: number | null };

/** A game under the words that a file has for its sides: their ids there, as the rows give them. */
export function asTheFileHasIt(
  game: GameToSeed,
  { home, away }: Pick<GameRows, 'home' | 'away'>,
): GameToSeed {
  return {
    ...game,
    home: { ...game.home, externalId: home ?? wordOf(game.home) },
    away: { ...game.away, externalId: away ?? wordOf(game.away) },
  };
}

/** The same as its publisher sees it. Files tell lines alone: how the game ended is what the schedule says. */
export function viewOf(
  { gameId, tipOffMs, home, away }: GameToSeed,
  { homeScore, awayScore }: FinalScore,
  { source }: Pick<PublishedLayout, 'source'>,
): ProviderGame {
  return {
    source,
    providerGameId: String(gameId),
    startMs: tipOffMs,
    status: 'completed',
    statusText: 'completed',
    isStatusKnown: true,
    home: sideOf(home),
    away: sideOf(away),
    homeScore,
    awayScore,
    homePeriodScores: [],
    awayPeriodScores: [],
  };
}

function sideOf(side: GameToSeed['home']): ProviderGame['home'] {
  return { providerTeamId: side.externalId ?? wordOf(side), name: side.name, code: side.abbreviation };
}

/** Of a side of which the file has no row. */
function wordOf({ name, abbreviation }: GameToSeed['home']): string {
  return abbreviation ?? name;
}
