const DAY_MS = 86_400_000;

/** A month of credits: from its first instant (UTC) to that of the next. */
export type CreditMonth = { startMs: number; endMs: number };

/**
 * The month in which an account counts credits: from `resetDay` of a calendar month in UTC to that of the next. A month
 * that lacks the day begins on its last one.
 */
export function creditMonth(nowMs: number, resetDay = 1): CreditMonth {
  const now = new Date(nowMs);
  const beginning = (months: number): number => {
    const [year, month] = [now.getUTCFullYear(), now.getUTCMonth() + months];
    const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    return Date.UTC(year, month, Math.min(resetDay, lastDay));
  };
  const first = beginning(0) <= nowMs ? 0 : -1;
  return { startMs: beginning(first), endMs: beginning(first + 1) };
}

/** Looks at a count that lie further apart than this tell no day. */
const NEAREST_MS = DAY_MS + 3_600_000;

/**
 * The day on which an account's count began anew, if it is lower than at a look of the day before: the UTC day of the
 * later look. Undefined where it is not lower, or where too much time lies between.
 */
export function learnedResetDay(
  before: { used: number; atMs: number } | undefined,
  now: { used: number; atMs: number },
): number | undefined {
  if (before === undefined || now.used >= before.used || now.atMs - before.atMs > NEAREST_MS)
    return undefined;
  return new Date(now.atMs).getUTCDate();
}
