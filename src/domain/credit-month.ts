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

/** An account's count of credits at a moment. */
export type CreditCount = { used: number; limit: number; plan: string; atMs: number };

/** Looks at a count that lie further apart than this, and on two days, tell no day. */
const NEAREST_MS = 3_600_000;
/** Used since the count began anew, at the most: what a quarter of an hour can take. */
const NEARLY_NOTHING = 0.05;

/**
 * The UTC day on which an account's count began anew: it has fallen to nearly nothing, all credits of the plan are there
 * again, and the plan is a known one and the same as before. Undefined of any other fall, such as that of a plan that is
 * changed, of credits that are given back, or of an answer that is none; and where the two looks do not tell the day.
 */
export function learnedResetDay(
  before: CreditCount | undefined,
  now: CreditCount,
  isKnownPlan: (plan: string) => boolean,
): number | undefined {
  if (before === undefined || now.atMs <= before.atMs) return undefined;
  const isSamePlan = now.plan === before.plan && now.limit === before.limit && isKnownPlan(now.plan);
  const nearlyNothing = now.limit * NEARLY_NOTHING;
  const hasFallen = now.used <= nearlyNothing && before.used > nearlyNothing;
  const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);
  const isDayKnown = dayOf(before.atMs) === dayOf(now.atMs) || now.atMs - before.atMs <= NEAREST_MS;
  return isSamePlan && hasFallen && isDayKnown ? new Date(now.atMs).getUTCDate() : undefined;
}
