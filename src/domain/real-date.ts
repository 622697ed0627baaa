/** Before and after these years nobody plays; PostgreSQL has no year 0. */
export const FIRST_YEAR = 1900;
export const LAST_YEAR = 2100;

/** True for a day that exists, written as `2026-01-15`, between FIRST_YEAR and LAST_YEAR. */
export function isRealDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const year = Number(text.slice(0, 4));
  if (year < FIRST_YEAR || year > LAST_YEAR) return false;
  const [month, day] = [Number(text.slice(5, 7)), Number(text.slice(8))];
  const parsed = new Date(Date.UTC(year, month - 1, day));
  return parsed.getUTCMonth() === month - 1 && parsed.getUTCDate() === day;
}
