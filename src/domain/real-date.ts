/** Before and after these years nobody plays; PostgreSQL has no year 0. */
export const FIRST_YEAR = 1900;
export const LAST_YEAR = 2100;

/** True for a day that exists, written as `2026-01-15`, between FIRST_YEAR and LAST_YEAR. */
export function isRealDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const year = Number(text.slice(0, 4));
  if (year < FIRST_YEAR || year > LAST_YEAR) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}
