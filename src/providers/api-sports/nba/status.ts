import type { GameStatus } from '../../../domain/statuses.ts';

/**
 * `status.short` of API-NBA v2 (its documentation: 1 Not Started, 2 Live, 3 Finished, 4 Postponed, 5 Delayed,
 * 6 Canceled). Delayed is a late start, so the game is still scheduled.
 */
const STATUS_BY_CODE: ReadonlyMap<number, GameStatus> = new Map([
  [1, 'scheduled'],
  [2, 'in_progress'],
  [3, 'completed'],
  [4, 'postponed'],
  [5, 'scheduled'],
  [6, 'cancelled'],
]);

/** A code that is not in the list claims nothing: the game counts as scheduled, and as of unknown status. */
export function nbaStatus(code: number | null): { status: GameStatus; isStatusKnown: boolean } {
  const status = code === null ? undefined : STATUS_BY_CODE.get(code);
  return { status: status ?? 'scheduled', isStatusKnown: status !== undefined };
}
