import type { GameClock } from '../../domain/game-clock.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import { periodOf, timeLeft } from '../reading/clocks.ts';

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

/** Where play is: `gameClock` is `PT05M23.00S`, and blank where only the text says it (`Q3 5:23`, `Halftime`, `End Q1`). */
export function nbaStatsClock({
  gameStatusText,
  period,
  gameClock,
}: {
  gameStatusText: string | null;
  period?: unknown;
  gameClock?: unknown;
}): GameClock {
  const text = gameStatusText ?? '';
  const isHalftime = /^half/i.test(text);
  const isBreak = isHalftime || /^end\b/i.test(text);
  const [, told] = /(\d{1,2}:\d{2})\s*$/.exec(text) ?? [];
  return {
    period: isHalftime ? 2 : periodOf(period),
    isBreak,
    isShootout: false,
    time: isBreak ? null : (timeLeft(gameClock) ?? timeLeft(told)),
  };
}
