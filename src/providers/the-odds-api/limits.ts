import { type LimitSource, type LimitsTable, ledgerLimits, windowsOf } from '../client/limits.ts';
import type { QuotaLimits } from '../client/quota-ledger.ts';

export const THE_ODDS_API_PLANS = ['free', '20k', '100k', '5m', '15m'] as const;
export type TheOddsApiPlan = (typeof THE_ODDS_API_PLANS)[number];

const PRICES: LimitSource = {
  page: 'https://the-odds-api.com/#get-access',
  asOf: '2025 to 2026',
  remark:
    'counted from the day of the month on which the subscription began; the ledger counts months of the calendar',
};
const RATES: LimitSource = {
  page: 'https://the-odds-api.com/liveapi/guides/v4/api-error-codes.html',
  asOf: '2025 to 2026',
  remark: 'EXCEEDED_FREQ_LIMIT; about 30 calls a second by the words of the documentation',
};

/** Credits a month under each plan. */
export const CREDITS_OF_PLAN: Readonly<Record<TheOddsApiPlan, number>> = {
  free: 500,
  '20k': 20_000,
  '100k': 100_000,
  '5m': 5_000_000,
  '15m': 15_000_000,
};

const CALLS_PER_SECOND = 30;

/** Credits of a look at the scores of a league with games that are over (`daysFrom`); without these it would cost one. */
export const CREDITS_OF_SCORES = 2;

function plan(credits: number): LimitsTable[string] {
  return {
    limits: [
      { counts: 'calls', per: 'second', most: CALLS_PER_SECOND, source: RATES },
      { counts: 'credits', per: 'month', most: credits, source: PRICES },
    ],
    credits: { 'live-score': CREDITS_OF_SCORES },
  };
}

/** What each plan allows: credits of a month, and calls of a second whatever the plan. */
export const THE_ODDS_API_LIMITS: LimitsTable<TheOddsApiPlan> = {
  free: plan(CREDITS_OF_PLAN.free),
  '20k': plan(CREDITS_OF_PLAN['20k']),
  '100k': plan(CREDITS_OF_PLAN['100k']),
  '5m': plan(CREDITS_OF_PLAN['5m']),
  '15m': plan(CREDITS_OF_PLAN['15m']),
};

/** The limits of a plan as the ledger counts them. */
export function limitsOfPlan(name: TheOddsApiPlan): QuotaLimits {
  return ledgerLimits(windowsOf(THE_ODDS_API_LIMITS[name]));
}

/** The plan that has so many credits a month; undefined where none has. */
export function planOfCredits(credits: number): TheOddsApiPlan | undefined {
  return THE_ODDS_API_PLANS.find((one) => CREDITS_OF_PLAN[one] === credits);
}
