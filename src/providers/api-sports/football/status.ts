import type { GameStatus } from '../../../domain/statuses.ts';

/** `status.short` of API-Football v3 (https://www.api-football.com/documentation-v3, fixtures). */
const STATUS_BY_CODE: ReadonlyMap<string, GameStatus> = new Map([
  ['TBD', 'scheduled'],
  ['NS', 'scheduled'],
  ['1H', 'in_progress'],
  ['HT', 'in_progress'],
  ['2H', 'in_progress'],
  ['ET', 'in_progress'],
  ['BT', 'in_progress'],
  ['P', 'in_progress'],
  ['LIVE', 'in_progress'],
  // Both may go on the same day or weeks later.
  ['SUSP', 'suspended'],
  ['INT', 'suspended'],
  ['FT', 'completed'],
  ['AET', 'completed'],
  ['PEN', 'completed'],
  ['PST', 'postponed'],
  ['CANC', 'cancelled'],
  // What is played again gets an id of its own.
  ['ABD', 'cancelled'],
  ['AWD', 'awarded'],
  ['WO', 'awarded'],
]);

/** A code that is not in the list claims nothing: the game counts as scheduled, and as of unknown status. */
export function footballStatus(code: string | null): { status: GameStatus; isStatusKnown: boolean } {
  const status = code === null ? undefined : STATUS_BY_CODE.get(code.toUpperCase());
  return { status: status ?? 'scheduled', isStatusKnown: status !== undefined };
}
