import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { providerAccounts } from '../../db/schema/provider-quota.ts';
import { forecastMonth } from './plan-month.ts';
import type { SourcePlan } from './plan-sources.ts';

/** A plan that is the same is noted again after this, so that everybody sees that somebody plans. */
const NOTED_EVERY_MS = 10 * 60_000;

/** Credits that a plan is going to spend until they begin anew; undefined where none are charged. */
export function plannedCredits({
  slates,
  credits,
  eventCredits,
  liveCredits,
}: SourcePlan): number | undefined {
  if (credits === undefined) return undefined;
  const { planned } = forecastMonth(slates, { budget: credits.budget, spent: credits.used });
  return planned + (eventCredits?.planned ?? 0) + (liveCredits?.planned ?? 0);
}

/** Notes at each account what the collection is going to spend, for those who forecast it. */
export async function notePlans(db: Database, plans: readonly SourcePlan[], nowMs: number): Promise<void> {
  const now = new Date(nowMs);
  for (const plan of plans) {
    const creditsPlanned = plannedCredits(plan);
    if (creditsPlanned === undefined) continue;
    const { creditsPlanned: known, creditsPlannedAt: knownAt } = providerAccounts;
    for (const host of new Set(Object.values(plan.source.hosts))) {
      await db
        .insert(providerAccounts)
        .values({ host, creditsPlanned, creditsPlannedAt: now })
        .onConflictDoUpdate({
          target: providerAccounts.host,
          set: { creditsPlanned, creditsPlannedAt: now },
          setWhere: sql`${known} is distinct from ${creditsPlanned} or ${knownAt} is null
            or ${knownAt} < ${new Date(nowMs - NOTED_EVERY_MS).toISOString()}::timestamptz`,
        });
    }
  }
}
