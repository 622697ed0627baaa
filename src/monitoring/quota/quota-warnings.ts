import { desc, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { providerQuotaWarnings } from '../../db/schema/provider-quota.ts';
import type { QuotaSnapshot } from '../../providers/client/quota-ledger.ts';

/** Percent of a day's calls at which somebody should know; 100 is a spent day. */
export const QUOTA_MARKS = [80, 95, 100] as const;
export type QuotaMark = (typeof QUOTA_MARKS)[number];

/** A mark that the calls of a host's UTC day have passed. */
export type QuotaWarning = {
  host: string;
  /** UTC day, `2026-01-15`. */
  day: string;
  level: QuotaMark;
  /** Calls counted, and allowed, when it was noticed. */
  used: number;
  limit: number;
};

/** The marks that a host's day has passed, the lowest first. Pure. */
export function quotaWarnings({ host, day }: QuotaSnapshot): readonly QuotaWarning[] {
  return QUOTA_MARKS.filter((level) => day.limit > 0 && day.used * 100 >= day.limit * level).map((level) => ({
    host,
    day: day.date,
    level,
    used: day.used,
    limit: day.limit,
  }));
}

/** Keeps crossings, once each per host and day; gives those that nobody had noticed before. */
export async function recordQuotaWarnings(
  db: Database,
  warnings: readonly QuotaWarning[],
): Promise<readonly QuotaWarning[]> {
  if (warnings.length === 0) return [];
  const added = await db
    .insert(providerQuotaWarnings)
    .values([...warnings])
    .onConflictDoNothing()
    .returning({
      host: providerQuotaWarnings.host,
      day: providerQuotaWarnings.day,
      level: providerQuotaWarnings.level,
    });
  return warnings.filter((warning) =>
    added.some(
      ({ host, day, level }) => host === warning.host && day === warning.day && level === warning.level,
    ),
  );
}

export type RecordedWarning = QuotaWarning & { crossed_at: Date };

/** Crossings of the last days (1: the current UTC day), the newest first: for pages and for alerts. */
export function readQuotaWarnings(db: Executor, days = 1): Promise<readonly RecordedWarning[]> {
  const kept = providerQuotaWarnings;
  return db
    .select({
      host: kept.host,
      day: sql<string>`${kept.day}::text`,
      level: sql<QuotaMark>`${kept.level}`,
      used: kept.used,
      limit: kept.limit,
      crossed_at: kept.crossedAt,
    })
    .from(kept)
    .where(sql`${kept.day} > (clock_timestamp() at time zone 'UTC')::date - ${days}::int`)
    .orderBy(desc(kept.crossedAt), desc(kept.level));
}
