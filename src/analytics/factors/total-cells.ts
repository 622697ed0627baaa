import { type ReadCell, unreadable } from '../tables/read-cell.ts';

/** What tables write where nobody counted. */
const UNCOUNTED = new Set(['', 'na', 'n/a', 'nan', 'null', '-', '—']);

/** Reads a total, or a mean of totals; NaN where nobody counted. */
export function readTotal(text: string): ReadCell<number> {
  if (UNCOUNTED.has(text.toLowerCase())) return { ok: true, value: Number.NaN };
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return { ok: true, value: Number(text) };
  return unreadable(
    'is no total',
    'Write a number without a sign or separators, or NA where nobody counted.',
  );
}

/** Reads minutes: `14690`, or `240:00` as minutes and seconds; NaN where nobody counted. */
export function readMinutes(text: string): ReadCell<number> {
  const [, minutes, seconds] = /^(\d{1,6}):([0-5]\d)$/.exec(text) ?? [];
  if (minutes === undefined || seconds === undefined) return readTotal(text);
  return { ok: true, value: Number(minutes) + Number(seconds) / 60 };
}
