/** The subscriptions that API-Sports sells. */
export const PLAN_NAMES = ['free', 'pro', 'ultra', 'mega', 'custom'] as const;
export type PlanName = (typeof PLAN_NAMES)[number];

/** How many calls an account may make. */
export type PlanLimits = {
  /** Calls in a UTC day. */
  perDay: number;
  perMinute: number;
  /** Calls in any second. */
  perSecond: number;
};

/**
 * Limits by plan, as published at https://www.api-football.com/news/post/how-ratelimit-works and on the price
 * list; those of a second are the bursts that users of the API quote. The daily number of `custom` is our own: the
 * provider agrees on it with each customer.
 */
export const PLANS: Record<PlanName, PlanLimits> = {
  free: { perDay: 100, perMinute: 10, perSecond: 5 },
  pro: { perDay: 7_500, perMinute: 300, perSecond: 7 },
  ultra: { perDay: 75_000, perMinute: 450, perSecond: 15 },
  mega: { perDay: 150_000, perMinute: 900, perSecond: 20 },
  custom: { perDay: 1_500_000, perMinute: 1_200, perSecond: 20 },
};

/** How `/status` writes a plan's name. */
export function planLabel(plan: PlanName): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1);
}
