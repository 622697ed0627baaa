import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
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
  const rows = warnings.map(({ limit, ...row }) => ({ ...row, day_limit: limit, crossed_at: null }));
  const added = await rowsOf<{ host: string; day: string; level: number }>(
    db,
    sql`
      insert into provider_quota_warnings (host, day, level, used, day_limit)
      select host, day, level, used, day_limit
      from json_populate_recordset(null::provider_quota_warnings, ${JSON.stringify(rows)}::json)
      on conflict do nothing
      returning host, day::text as day, level`,
  );
  return warnings.filter((warning) =>
    added.some(
      ({ host, day, level }) => host === warning.host && day === warning.day && level === warning.level,
    ),
  );
}

export type RecordedWarning = QuotaWarning & { crossed_at: Date };

/** Crossings of the last days (1: the current UTC day), the newest first: for pages and for alerts. */
export function readQuotaWarnings(db: Executor, days = 1): Promise<readonly RecordedWarning[]> {
  return rowsOf<RecordedWarning>(
    db,
    sql`
      select host, day::text as day, level, used, day_limit as limit, crossed_at
      from provider_quota_warnings
      where day > (clock_timestamp() at time zone 'UTC')::date - ${days}::int
      order by crossed_at desc, level desc`,
  );
}
