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
  /** By UTC day, newest first: this month's and those of the last seven. */
  days: readonly { day: string; credits: number }[];
};

const DAY_MS = 86_400_000;
/** Days by which the rest of the month is judged. */
const JUDGED_DAYS = 7;

/** What each host's month has used, has, and comes to. */
export function hostCredits(
  providers: readonly Pick<ProviderStatus, 'host' | 'provider_name' | 'quota'>[],
  spent: readonly CreditsOfDay[],
): readonly HostCredits[] {
  return providers.flatMap(({ host, provider_name: name, quota }): HostCredits[] => {
    const month = quota ? creditsOfMonth(quota) : undefined;
    if (!quota || !month) return [];
    const days = spent.filter((row) => row.host === host).map(({ day, credits }) => ({ day, credits }));
    const forecast = month.used + Math.round(perDay(days, quota.atMs) * daysLeft(quota.atMs));
    return [{ host, provider_name: name, ...month, forecast, days }];
  });
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

/** Days of the calendar month (UTC) after today. */
function daysLeft(nowMs: number): number {
  const now = new Date(nowMs);
  const last = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0)).getUTCDate();
  return last - now.getUTCDate();
}
