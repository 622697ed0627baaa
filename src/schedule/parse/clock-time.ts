import { readZoneWord } from './zone-words.ts';
import type { ClockTime } from './date-and-time.ts';

export type ClockTimeReading =
  | { kind: 'time'; time: ClockTime }
  | { kind: 'unknown' }
  | { kind: 'unreadable' };

/** The forms that `readClockTime` takes, for messages. */
export const CLOCK_TIME_FORMS = '19:30, 19:30:00, 7:30 PM, 7:30p, 7:30 PM ET, 19:30Z or 19:30-05:00';

/** What publishers and their programs write while a time is open. */
const UNKNOWN_WORDS = new Set([
  '',
  'tbd',
  'tba',
  'tbc',
  'to be determined',
  'to be announced',
  'to be confirmed',
  'unknown',
  'n/a',
  '#n/a',
  'na',
  '<na>',
  'nan',
  'nat',
  'none',
  'null',
  '-',
  '--',
  '?',
]);

const CLOCK =
  /^(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2})(?:[.,]\d+)?)?\s*((?:a|p|am|pm|a\.m|p\.m)\.?(?![a-z]))?\s*(z|[+-]\d{2}:?\d{2})?\s*(?:uhr|h)?\s*(\(?[a-z][a-z0-9_/+: -]*\)?)?$/i;

const NAMED_TIMES: Readonly<Record<string, string>> = { noon: '12:00 pm', '12 noon': '12:00 pm' };

/**
 * Reads a time of day. Blank and words such as `TBD` are an unknown time, which is no error;
 * an hour that no clock shows, or twelve-hour times out of range, are unreadable.
 */
export function readClockTime(text: string): ClockTimeReading {
  const lower = text.trim().toLowerCase().replace(/[*.]$/, '');
  if (UNKNOWN_WORDS.has(lower)) return { kind: 'unknown' };
  const match = CLOCK.exec(NAMED_TIMES[lower] ?? text.trim());
  if (!match) return { kind: 'unreadable' };
  const [, hourText, minuteText, secondText, half, offset, zoneText] = match;
  // A bare number ("19") is more likely something else; "7p" and "7 PM" are times.
  if (minuteText === undefined && half === undefined) return { kind: 'unreadable' };
  const hour = hourOfDay(Number(hourText), half);
  const minute = Number(minuteText ?? 0);
  const second = Number(secondText ?? 0);
  const zone = zoneText === undefined ? undefined : readZoneWord(zoneText.replaceAll(/[()]/g, ''));
  if (hour === undefined || minute > 59 || second > 59) return { kind: 'unreadable' };
  if (zoneText !== undefined && zone === undefined) return { kind: 'unreadable' };
  const isBare = half === undefined && offset === undefined && hour >= 1 && hour <= 12;
  return {
    kind: 'time',
    time: {
      hour,
      minute,
      second,
      offsetMinutes: readOffset(offset),
      ...(zone ? { zone } : {}),
      ...(isBare ? { isBare } : {}),
      ...(hourText?.length === 2 ? { hasTwoDigitHour: true } : {}),
    },
  };
}

function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  const isAfternoon = half.toLowerCase().startsWith('p');
  return (hour % 12) + (isAfternoon ? 12 : 0);
}

function readOffset(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^z$/i.test(text)) return 0;
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/\D/g, '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4)));
}
