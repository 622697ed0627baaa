import type { GameStatus } from '../../domain/statuses.ts';
import type { FinalScore, SettledMarket } from '../maths/settle.ts';

/** How a game ended, as far as bets on it ask. */
export type EndedGame = {
  status: GameStatus;
  homeScore: number | null;
  awayScore: number | null;
  /** Null where the periods are not known; an inning that nobody had to play has no score. */
  homePeriods: readonly (number | null)[] | null;
  awayPeriods: readonly (number | null)[] | null;
  /** Periods before overtime, in sports whose score has overtime in it. */
  regulationPeriods: number | undefined;
};

/**
 * The score by which a market of a game is settled: of three outcomes that of regulation. Null where every bet is void
 * (not played, awarded); undefined where the game has not ended, or the score of its regulation is not known.
 */
export function settlingScore(game: EndedGame, market: SettledMarket): FinalScore | undefined {
  if (game.status === 'awarded' || game.status === 'cancelled') return null;
  const { homeScore: home, awayScore: away, regulationPeriods: periods } = game;
  if (game.status !== 'completed' || home === null || away === null) return undefined;
  if (market !== 'h2h_3_way' || periods === undefined) return { home, away };
  const ofRegulation = [game.homePeriods, game.awayPeriods].map((scores) => sumOf(scores?.slice(0, periods)));
  const [homeThen, awayThen] = ofRegulation;
  return homeThen === undefined || awayThen === undefined ? undefined : { home: homeThen, away: awayThen };
}

function sumOf(scores: readonly (number | null)[] | undefined): number | undefined {
  const known = scores?.filter((score) => score !== null) ?? [];
  return known.length === 0 ? undefined : known.reduce((sum, score) => sum + score, 0);
}
