import type { League } from '../../domain/league.ts';
import type { ScheduledGame } from '../../domain/scheduled-game.ts';
import type { SeasonYear } from '../../domain/season.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { kindOfWords } from '../kinds/kind-words.ts';
import { readGameType } from '../parse/game-words.ts';
import { dateInZone } from '../parse/local-time.ts';
import type { GameType } from '../../domain/game-type.ts';
import type { ParsedGame } from '../parse/parsed-game.ts';

/** A score means something only in these; while a game is on it is another one a minute later. */
const WITH_RESULT = new Set(['completed', 'awarded']);

/** A game of a provider's list as a row of a schedule; `line` is its place in the list, the first is 1; `source` who lists it. */
export function toParsedGame(
  game: ScheduledGame,
  {
    league,
    seasonYear,
    line,
    source,
  }: { league: League; seasonYear: SeasonYear; line: number; source: string },
): ParsedGame {
  const slateDate = dateInZone(game.startMs, league.timezone);
  const hasResult = WITH_RESULT.has(game.status) && game.homeScore !== null && game.awayScore !== null;
  return {
    line,
    homeName: game.home.name,
    awayName: game.away.name,
    seasonYear,
    leagueName: league.name,
    startMs: game.isTimeKnown ? game.startMs : null,
    localDate: slateDate,
    slateDate,
    timezone: 'UTC',
    isTimeConfirmed: game.isTimeKnown,
    ...(game.isTimeKnown ? {} : { timeProblem: 'not_given' as const }),
    week: weekOf(game.round),
    round: game.round,
    gameType: gameTypeOf(league, game),
    venue: game.venue,
    ...(game.venuePlace ? { venuePlace: game.venuePlace } : {}),
    isNeutralSite: false,
    externalGameId: game.providerGameId,
    externalSource: source,
    // A word that nobody knows says nothing.
    status: game.isStatusKnown ? game.status : null,
    homeScore: hasResult ? game.homeScore : null,
    awayScore: hasResult ? game.awayScore : null,
  };
}

/** `Week 12` and `Regular Season - 12` hold a number; `Wild Card` holds none. */
function weekOf(round: string | null): number | null {
  const found = /(?:^week|\s-)\s*(\d{1,2})$/i.exec(round?.trim() ?? '');
  return found ? Number(found[1]) : null;
}

/** By stage and round in the provider's words; the days of the season decide what they leave open. */
function gameTypeOf({ sport }: League, { stage, round }: ScheduledGame): GameType {
  const { ofStage, ofRound } = SPORT_FACTS[sport].gameKinds;
  return (
    ofStage?.(stage) ??
    kindOfWords(sport, [round, stage]) ??
    ofRound?.(round) ??
    readGameType(stage ?? '') ??
    'regular'
  );
}
