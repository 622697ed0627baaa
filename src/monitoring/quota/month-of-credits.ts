import { creditMonth } from '../../domain/credit-month.ts';
import type { CreditsOfDay } from '../facts/provider-calls.ts';
import type { ProviderStatus } from '../providers/provider-status.ts';
import { creditsOfMonth } from './credits-of-month.ts';

/** A month of a provider that charges credits; field names as they are published. */
export type HostCredits = {
  host: string;
  provider_name: string;
  used: number;
  limit: number;
  /** What the month comes to if its other days go like the last seven. */
  forecast: number;
  /** Credits that the collection of odds is going to spend until they begin anew; null where nobody plans them. */
  planned: number | null;
  /** What is left then, if the plan is kept; without a plan, at the pace of the last days. */
  left_over: number;
  /** When they begin anew, and how that is known. */
  begin_anew_at: Date;
  begin_known_by: 'configuration' | 'counts' | 'assumption';
  /** By UTC day, newest first: this month's and those of the last seven. */
  days: readonly { day: string; credits: number }[];
};

const DAY_MS = 86_400_000;
/** Days by which the rest of the month is judged. */
const JUDGED_DAYS = 7;
/** A plan that nobody has noted for so long is nobody's any more. */
const PLAN_LASTS_MS = 3_600_000;

type HostOfCredits = Pick<
  ProviderStatus,
  'host' | 'provider_name' | 'quota' | 'account' | 'credits_reset_day'
>;

/** What each host's month has used, has, and comes to. */
export function hostCredits(
  providers: readonly HostOfCredits[],
  spent: readonly CreditsOfDay[],
): readonly HostCredits[] {
  return providers.flatMap((provider): HostCredits[] => {
    const { host, provider_name: name, quota, account, credits_reset_day: setDay } = provider;
    const month = quota ? creditsOfMonth(quota) : undefined;
    if (!quota || !month) return [];
    const learnedDay = account?.credits_reset_day ?? null;
    const { endMs } = creditMonth(quota.atMs, setDay ?? learnedDay ?? 1);
    const days = spent.filter((row) => row.host === host).map(({ day, credits }) => ({ day, credits }));
    const forecast = month.used + Math.round(perDay(days, quota.atMs) * daysLeft(quota.atMs, endMs));
    const planned = plannedOf(provider, quota.atMs);
    const expected = planned === null ? forecast : month.used + planned;
    return [
      {
        host,
        provider_name: name,
        ...month,
        forecast,
        planned,
        left_over: Math.max(0, month.limit - expected),
        begin_anew_at: new Date(endMs),
        begin_known_by: setDay !== null ? 'configuration' : learnedDay !== null ? 'counts' : 'assumption',
        days,
      },
    ];
  });
}

function plannedOf({ account }: HostOfCredits, nowMs: number): number | null {
  const at = account?.credits_planned_at ?? null;
  return at === null || nowMs - at.getTime() > PLAN_LASTS_MS ? null : (account?.credits_planned ?? null);
}

/** The mean of the last days before today; of today where none of them has any. */
function perDay(days: HostCredits['days'], nowMs: number): number {
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const [from, today] = [dayOf(nowMs - JUDGED_DAYS * DAY_MS), dayOf(nowMs)];
  const judged = days.filter(({ day }) => day >= from && day < today);
  const sum = (some: HostCredits['days']) => some.reduce((total, { credits }) => total + credits, 0);
  if (judged.length === 0) return sum(days.filter(({ day }) => day === today));
  return sum(judged) / JUDGED_DAYS;
}

/** Days (UTC) after today that are of the month. */
function daysLeft(nowMs: number, endMs: number): number {
  return Math.floor(endMs / DAY_MS) - Math.floor(nowMs / DAY_MS) - 1;
}
