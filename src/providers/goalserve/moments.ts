import { DateTime } from 'luxon';

const FORMATS = ['dd.MM.yyyy HH:mm', 'dd.MM.yyyy HH:mm:ss', 'yyyy-MM-dd HH:mm', 'yyyy-MM-dd HH:mm:ss'];

/**
 * The moment of `datetime_utc`, the one field of which the clock is told: `date` may be `Feb 28`, `formatted_date`
 * `28.02.2026` and `time` `7:00 PM` of a zone that nobody names. Undefined for what is no moment.
 */
export function momentOf(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  const read = [
    ...FORMATS.map((format) => DateTime.fromFormat(trimmed, format, { zone: 'utc' })),
    DateTime.fromISO(trimmed, { zone: 'utc' }),
  ].find(({ isValid }) => isValid);
  return read?.toMillis();
}

/** A day as the feeds want it: `05.11.2025`. */
export function feedDate(date: string): string {
  return date.split('-').toReversed().join('.');
}
