export type ClockTime = { hour: number; minute: number; second: number; offsetMinutes: number | null };

export type ClockTimeReading =
  | { kind: 'time'; time: ClockTime }
  | { kind: 'unknown' }
  | { kind: 'unreadable' };

/** The forms that `readClockTime` takes, for messages. */
export const CLOCK_TIME_FORMS = '19:30, 19:30:00, 7:30 PM, 7:30p, 19:30Z or 19:30-05:00';

/** What publishers write while a time is open. */
const UNKNOWN_WORDS = new Set([
  '',
  'tbd',
  'tba',
  'tbc',
  'tbc.',
  'tbd.',
  'unknown',
  'n/a',
  'na',
  '-',
  '--',
  '?',
  'null',
]);

const CLOCK =
  /^(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:\.\d+)?)?\s*(a|p|am|pm|a\.m\.|p\.m\.)?\s*(z|utc|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads a time of day. Blank and words such as `TBD` are an unknown time, which is no error;
 * an hour that no clock shows, or twelve-hour times without `a` or `p` out of range, are unreadable.
 */
export function readClockTime(text: string): ClockTimeReading {
  const trimmed = text.trim();
  if (UNKNOWN_WORDS.has(trimmed.toLowerCase())) return { kind: 'unknown' };
  const match = CLOCK.exec(trimmed);
  if (!match) return { kind: 'unreadable' };
  const [, hourText, minuteText, secondText, half, offset] = match;
  // A bare number ("19") is more likely something else; "7p" and "7 PM" are times.
  if (minuteText === undefined && half === undefined) return { kind: 'unreadable' };
  const hour = hourOfDay(Number(hourText), half);
  const minute = Number(minuteText ?? 0);
  const second = Number(secondText ?? 0);
  if (hour === undefined || minute > 59 || second > 59) return { kind: 'unreadable' };
  return { kind: 'time', time: { hour, minute, second, offsetMinutes: readOffset(offset) } };
}

function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  const isAfternoon = half.toLowerCase().startsWith('p');
  return (hour % 12) + (isAfternoon ? 12 : 0);
}

function readOffset(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^(z|utc)$/i.test(text)) return 0;
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/\D/g, '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4)));
}
