import type { GameClock } from '../../domain/game-clock.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import { minuteOf, timeLeft } from '../reading/clocks.ts';

/** `Over Time`, `OT`, and of a second one `2OT`, `OT2`, `2nd Overtime`. */
const OVERTIME = /^(\d)?(?:st|nd|rd|th)? ?(?:over ?time|ot) ?(\d)?$/i;

const PATTERNS: readonly (readonly [RegExp, GameStatus])[] = [
  // Before the tip-off the status may be the start itself, by a clock that is not told.
  [/^(not started|ns|tbd|tba|time tbd)?$/i, 'scheduled'],
  [/^\d{1,2}:\d{2}(\s*[ap]m)?$/i, 'scheduled'],
  [/^delayed$/i, 'scheduled'],
  [/^(finished|final|ft|aot|after over ?time|final\/\d?ot\d?)$/i, 'completed'],
  [/^(postponed|postp\.?|ppd)$/i, 'postponed'],
  [/^(cancell?ed|cancl\.?|abandoned|aban\.?)$/i, 'cancelled'],
  [/^(suspended|susp\.?|interrupted)$/i, 'suspended'],
  [/^(awarded|walk ?over)$/i, 'awarded'],
  [/^([1-4](st|nd|rd|th) quarter|q[1-4]|half ?time|ht|break( time)?|in progress)$/i, 'in_progress'],
  [OVERTIME, 'in_progress'],
  [/^\d{1,3}(\+\d{0,2})?$/, 'in_progress'],
];

/** What a status says, which is a word, a minute, or the start itself; any other word claims nothing. */
export function goalserveStatus(text: string): {
  status: GameStatus;
  statusText: string;
  isStatusKnown: boolean;
} {
  const words = text.trim();
  const found = PATTERNS.find(([pattern]) => pattern.test(words));
  return {
    status: found?.[1] ?? 'scheduled',
    statusText: words || 'Not Started',
    isStatusKnown: found !== undefined,
  };
}

/** Where play is: the quarter is the status, and `timer` what is left of it; a status that is a number is the minute. */
export function goalserveClock(status: string, timer: string | undefined): GameClock {
  const words = status.trim();
  const [, quarter] = /^q?([1-4])(?:(?:st|nd|rd|th) quarter)?$/i.exec(words) ?? [];
  const isHalftime = /^(half ?time|ht)$/i.test(words);
  const overtime = OVERTIME.exec(words);
  const isBreak = isHalftime || /^break/i.test(words);
  const minute = /quarter|^q/i.test(words) ? null : minuteOf(words);
  const period = minute !== null ? null : periodOf({ overtime, quarter });
  return { period, isBreak, isShootout: false, time: isBreak ? null : (minute ?? timeLeft(timer?.trim())) };
}

function periodOf({
  overtime,
  quarter,
}: {
  overtime: RegExpExecArray | null;
  quarter: string | undefined;
}): number | null {
  if (overtime !== null) return QUARTERS + Number(overtime[1] ?? overtime[2] ?? 1);
  return quarter === undefined ? null : Number(quarter);
}

const QUARTERS = 4;
