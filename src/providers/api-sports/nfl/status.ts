import type { GameStatus } from '../../../domain/statuses.ts';

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
