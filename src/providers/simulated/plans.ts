/** The subscriptions that API-Sports sells. */
export const PLAN_NAMES = ['free', 'pro', 'ultra', 'mega', 'custom'] as const;
export type PlanName = (typeof PLAN_NAMES)[number];

/** How many calls an account may make. */
export type PlanLimits = {
  /** Calls in a UTC day. */
  perDay: number;
  perMinute: number;
  /** Calls in a second; null is no ceiling. */
  perSecond: number | null;
};

/**
 * Limits by plan, as published at https://www.api-football.com/news/post/how-ratelimit-works and on the price
 * list. The daily number of `custom` is our own: the provider agrees on it with each customer.
 */
export const PLANS: Record<PlanName, PlanLimits> = {
  free: { perDay: 100, perMinute: 10, perSecond: null },
  pro: { perDay: 7_500, perMinute: 300, perSecond: null },
  ultra: { perDay: 75_000, perMinute: 450, perSecond: null },
  mega: { perDay: 150_000, perMinute: 900, perSecond: null },
  custom: { perDay: 1_500_000, perMinute: 1_200, perSecond: null },
};

/** How `/status` writes a plan's name. */
export function planLabel(plan: PlanName): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1);
}
