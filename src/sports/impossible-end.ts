import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { SPORT_FACTS } from './all-facts.ts';

type Score = Pick<ProviderGame, 'homeScore' | 'awayScore'> & Partial<Pick<ProviderGame, 'homePeriodScores'>>;

/** Of a game whose kind is not known, as of a game of the regular season. */
type OfKind = Pick<GameToSeed, 'sport' | 'gameType'>;

/**
 * Why no game of a sport and kind ends with a score; undefined where one may, or where no score is told. Where a game may
 * end level after overtime only, the periods say whether it was played, if they are told.
 */
export function whyNoEnd({ sport, gameType }: OfKind, score: Score): string | undefined {
  const { homeScore, awayScore, homePeriodScores: periods = [] } = score;
  if (homeScore === null || homeScore !== awayScore) return undefined;
  const {
    canEndLevel,
    canEndScoreless,
    isLevelAfterOvertimeOnly,
    regulationPeriods = 0,
  } = SPORT_FACTS[sport];
  const kind = gameType ?? 'regular';
  if (homeScore === 0 && !canEndScoreless) return 'nobody has scored, and no game ends so';
  const isPlayedOn =
    isLevelAfterOvertimeOnly?.(kind) === true && periods.length > 0 && periods.length <= regulationPeriods;
  return canEndLevel(kind) && !isPlayedOn ? undefined : 'the score is level, and overtime follows';
}

/** The longest word of a source that leaves room for what is said of it. */
const MOST_LETTERS = 50;

/**
 * What a provider says of a game, as far as it can be: a game that it has as over with a score with which none of its
 * kind ends is still under way, and its word says so.
 */
export function withoutImpossibleEnd(game: OfKind, seen: ProviderGame): ProviderGame {
  if (seen.status !== 'completed' || whyNoEnd(game, seen) === undefined) return seen;
  const { statusText, homeScore, awayScore } = seen;
  const word = `${statusText.slice(0, MOST_LETTERS)} at ${homeScore}-${awayScore}, with which no such game ends`;
  return { ...seen, status: 'in_progress', statusText: word };
}
