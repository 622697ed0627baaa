/** The first and the last moment that a `Date` can hold. */
export const FIRST_MS = -8_640_000_000_000_000;
export const LAST_MS = 8_640_000_000_000_000;

/**
 * An instant as PostgreSQL writes it. What no `Date` can hold (infinity, years before Christ or beyond 9999), which
 * only a row that was changed by hand has, becomes the last or the first moment that one can: it can be compared and
 * shown, and no list fails over it.
 */
export function instantOf(text: string): Date {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant;
  return new Date(text.startsWith('-') || text.endsWith('BC') ? FIRST_MS : LAST_MS);
}
