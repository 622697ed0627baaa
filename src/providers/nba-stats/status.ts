import type { GameStatus } from '../../domain/statuses.ts';

const BY_CODE: ReadonlyMap<number, GameStatus> = new Map([
  [1, 'scheduled'],
  [2, 'in_progress'],
  [3, 'completed'],
]);

/**
 * `gameStatus` is 1 before, 2 during and 3 after a game. A game that is called off keeps its 1, and says so in the text:
 * `PPD`. A code that is not in the list claims nothing.
 */
export function nbaStatsStatus(
  code: number | null,
  text: string | null,
): { status: GameStatus; statusText: string; isStatusKnown: boolean } {
  const statusText = text ?? `status ${code ?? 'missing'}`;
  if (/^(ppd|postponed)\b/i.test(statusText)) return { status: 'postponed', statusText, isStatusKnown: true };
  if (/^(cncl|cancell?ed)\b/i.test(statusText))
    return { status: 'cancelled', statusText, isStatusKnown: true };
  const status = code === null ? undefined : BY_CODE.get(code);
  return { status: status ?? 'scheduled', statusText, isStatusKnown: status !== undefined };
}
