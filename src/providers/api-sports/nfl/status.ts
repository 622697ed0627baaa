import type { GameClock } from '../../../domain/game-clock.ts';
import type { GameStatus } from '../../../domain/statuses.ts';
import { timeLeft } from '../../reading/clocks.ts';

/** The documented codes, their long words, and `Final/OT`, which has no code. In lower case. */
const STATUS_BY_WORD: ReadonlyMap<string, GameStatus> = new Map([
  ['ns', 'scheduled'],
  ['not started', 'scheduled'],
  ['q1', 'in_progress'],
  ['first quarter', 'in_progress'],
  ['q2', 'in_progress'],
  ['second quarter', 'in_progress'],
  ['q3', 'in_progress'],
  ['third quarter', 'in_progress'],
  ['q4', 'in_progress'],
  ['fourth quarter', 'in_progress'],
  ['ot', 'in_progress'],
  ['overtime', 'in_progress'],
  ['ht', 'in_progress'],
  ['halftime', 'in_progress'],
  ['ft', 'completed'],
  ['finished', 'completed'],
  ['aot', 'completed'],
  ['after over time', 'completed'],
  ['final/ot', 'completed'],
  ['canc', 'cancelled'],
  ['cancelled', 'cancelled'],
  ['canceled', 'cancelled'],
  ['pst', 'postponed'],
  ['postponed', 'postponed'],
]);

/**
 * A game's status from `short`, or from `long` where `short` is null: finals after overtime come as null and
 * `Final/OT`. A word that is not in the list claims nothing: the game counts as scheduled, and as of unknown
 * status.
 */
export function nflStatus({ short, long }: { short: string | null; long: string | null }): {
  status: GameStatus;
  isStatusKnown: boolean;
} {
  const status = STATUS_BY_WORD.get((short ?? long ?? '').toLowerCase());
  return { status: status ?? 'scheduled', isStatusKnown: status !== undefined };
}

/** The words of a game that is on, by their period. */
const PERIOD_BY_WORD: ReadonlyMap<string, number> = new Map([
  ['q1', 1],
  ['first quarter', 1],
  ['q2', 2],
  ['second quarter', 2],
  ['ht', 2],
  ['halftime', 2],
  ['q3', 3],
  ['third quarter', 3],
  ['q4', 4],
  ['fourth quarter', 4],
  ['ot', 5],
  ['overtime', 5],
]);

/** Where play is: the quarter is the status itself, and `timer` what is left of it. */
export function nflClock({
  short,
  long,
  timer,
}: {
  short: string | null;
  long: string | null;
  timer?: unknown;
}): GameClock {
  const word = (short ?? long ?? '').toLowerCase();
  const isBreak = word === 'ht' || word === 'halftime';
  const period = PERIOD_BY_WORD.get(word) ?? null;
  return { period, isBreak, isShootout: false, time: isBreak ? null : timeLeft(timer) };
}
