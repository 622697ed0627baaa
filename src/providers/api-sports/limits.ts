import type { QuotaLimits } from '../client/quota-ledger.ts';

export const API_SPORTS_PLANS = ['free', 'pro', 'ultra', 'mega', 'custom'] as const;
export type ApiSportsPlan = (typeof API_SPORTS_PLANS)[number];

/**
 * What each plan allows, per API (football, NBA and NFL are separate subscriptions).
 *
 * Minute and day: the providers' published plans (https://www.api-football.com/pricing) and
 * https://www.api-football.com/news/post/how-ratelimit-works. Second: the burst ceilings quoted for the four
 * plans by users of the API; not documented. `custom` starts from Mega's day and the documented 1,200 a minute;
 * its real numbers belong in the configuration.
 */
const PLAN_LIMITS: Record<ApiSportsPlan, QuotaLimits> = {
  free: { perSecond: 5, perMinute: 10, perDay: 100 },
  pro: { perSecond: 7, perMinute: 300, perDay: 7_500 },
  ultra: { perSecond: 15, perMinute: 450, perDay: 75_000 },
  mega: { perSecond: 20, perMinute: 900, perDay: 150_000 },
  custom: { perSecond: 20, perMinute: 1_200, perDay: 150_000 },
};

/** The limits of a plan, with single numbers replaced where the configuration gives them. */
export function limitsOfPlan(plan: ApiSportsPlan, overrides: Partial<QuotaLimits> = {}): QuotaLimits {
  const planned = PLAN_LIMITS[plan];
  return {
    perSecond: overrides.perSecond ?? planned.perSecond,
    perMinute: overrides.perMinute ?? planned.perMinute,
    perDay: overrides.perDay ?? planned.perDay,
  };
}

/** The plan that an account page names, `Pro` for example; undefined for one that is not known. */
export function planNamed(name: string): ApiSportsPlan | undefined {
  return API_SPORTS_PLANS.find((plan) => plan === name.trim().toLowerCase());
}
