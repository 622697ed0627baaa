import type { LimitSource, LimitsTable, PlanLimits } from '../client/limits.ts';
import { ledgerLimits, windowsOf } from '../client/limits.ts';
import type { QuotaLimits } from '../client/quota-ledger.ts';

export const API_SPORTS_PLANS = ['free', 'pro', 'ultra', 'mega', 'custom'] as const;
export type ApiSportsPlan = (typeof API_SPORTS_PLANS)[number];

const RATES: LimitSource = {
  page: 'https://www.api-football.com/news/post/how-ratelimit-works',
  asOf: '2024 to 2026',
};
const PRICES: LimitSource = {
  page: 'https://www.api-football.com/pricing',
  asOf: '2024 to 2026',
  remark: 'counted from 00:00 UTC',
};
const BURSTS: LimitSource = {
  page: 'users of the API',
  asOf: '2024 to 2026',
  remark: 'ceilings quoted for the four plans; not documented by the provider',
};
const CUSTOM: LimitSource = {
  page: RATES.page,
  asOf: RATES.asOf,
  remark: 'the real numbers of a custom plan are agreed upon, and belong in the configuration',
};

function plan(
  [perSecond, ofSecond]: readonly [number, LimitSource],
  [perMinute, ofMinute]: readonly [number, LimitSource],
  [perDay, ofDay]: readonly [number, LimitSource],
): PlanLimits {
  return {
    limits: [
      { counts: 'calls', per: 'second', most: perSecond, source: ofSecond },
      { counts: 'calls', per: 'minute', most: perMinute, source: ofMinute },
      { counts: 'calls', per: 'day', most: perDay, source: ofDay },
    ],
  };
}

/**
 * What each plan allows, per API (football, NBA and NFL are separate subscriptions). `custom` starts from the burst
 * and day of Mega.
 */
export const API_SPORTS_LIMITS: LimitsTable<ApiSportsPlan> = {
  free: plan([5, BURSTS], [10, RATES], [100, PRICES]),
  pro: plan([7, BURSTS], [300, RATES], [7_500, PRICES]),
  ultra: plan([15, BURSTS], [450, RATES], [75_000, PRICES]),
  mega: plan([20, BURSTS], [900, RATES], [150_000, PRICES]),
  custom: plan([20, CUSTOM], [1_200, RATES], [150_000, CUSTOM]),
};

/** The limits of a plan, with single numbers replaced where the configuration gives them. */
export function limitsOfPlan(plan: ApiSportsPlan, overrides: Partial<QuotaLimits> = {}): QuotaLimits {
  const { perSecond, perMinute, perDay } = overrides;
  return ledgerLimits(
    windowsOf(API_SPORTS_LIMITS[plan], {
      ...(perSecond === undefined ? {} : { second: perSecond }),
      ...(perMinute === undefined ? {} : { minute: perMinute }),
      ...(perDay === undefined ? {} : { day: perDay }),
    }),
  );
}

/** The plan that an account page names, `Pro` for example; undefined for one that is not known. */
export function planNamed(name: string): ApiSportsPlan | undefined {
  return API_SPORTS_PLANS.find((plan) => plan === name.trim().toLowerCase());
}
