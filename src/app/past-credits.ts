import { type SQL, and, eq, gte, like, not, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { apiUsage } from '../db/schema/providers.ts';
import { creditMonth } from '../domain/credit-month.ts';
import type { PastSource } from '../history/past-source.ts';

/** Share of a month's credits that back-fills leave to whoever asks by hand, as other work of the last priority does. */
const KEPT_SHARE = 0.05;

/** What is spent of a month's credits: by back-fills of the past, and by everything else. */
export type MonthSpent = { byBackfills: number; byOthers: number };

/** What recorded calls since a moment cost at a host. */
export async function spentSince(db: Database, host: string, sinceMs: number): Promise<MonthSpent> {
  const isBackfill = like(apiUsage.runId, 'backfill_history/%');
  const sum = (which: SQL) =>
    sql<number>`coalesce(sum(coalesce(${apiUsage.credits}, ${apiUsage.cost})) filter (where ${which}), 0)::int`;
  const [row] = await db
    .select({ byBackfills: sum(isBackfill), byOthers: sum(sql`coalesce(${not(isBackfill)}, true)`) })
    .from(apiUsage)
    .where(and(eq(apiUsage.host, host), gte(apiUsage.startedAt, new Date(sinceMs))));
  return row ?? { byBackfills: 0, byOthers: 0 };
}

/**
 * Credits that back-fills may still spend in the account's month: what the plan has, without what is spent, what the
 * collection of odds may still need of its own, and a twentieth for who asks by hand. Undefined where no credits are
 * counted.
 */
export async function creditsLeft(
  { db, nowMs, collectionPerMonth }: { db: Database; nowMs: number; collectionPerMonth: number },
  {
    host,
    creditsPerMonth,
    creditsResetDay,
  }: Pick<PastSource, 'host' | 'creditsPerMonth' | 'creditsResetDay'>,
): Promise<number | undefined> {
  if (creditsPerMonth === undefined) return undefined;
  const spent = await spentSince(db, host, creditMonth(nowMs, creditsResetDay).startMs);
  return creditsForBackfills({ creditsPerMonth, collectionPerMonth, ...spent });
}

/** The same from figures. Pure. */
export function creditsForBackfills({
  creditsPerMonth,
  collectionPerMonth,
  byBackfills,
  byOthers,
}: MonthSpent & { creditsPerMonth: number; collectionPerMonth: number }): number {
  const ofCollection = Math.max(0, Math.min(collectionPerMonth, creditsPerMonth) - byOthers);
  const kept = Math.ceil(creditsPerMonth * KEPT_SHARE);
  return Math.max(0, creditsPerMonth - byBackfills - byOthers - ofCollection - kept);
}
