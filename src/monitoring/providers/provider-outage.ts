import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import type { BreakerSnapshot } from '../../providers/client/breaker.ts';

/** What the calls of the last 24 hours say about a provider. */
export type CallRecord = {
  host: string;
  /** The last call for data that was answered as it should be; the account page does not count. */
  last_success_at: Date | null;
  /** When the provider refused the key last. */
  last_refused_at: Date | null;
  /** Calls since then that the provider did not answer, or answered with what nobody can read. */
  failed_calls: number;
  failing_since: Date | null;
  last_failed_at: Date | null;
  /** What became of the last of them. */
  last_failure: string | null;
  /** The database's clock. */
  read_at: Date;
};

/** A provider that is down: since when, and what the last call met. */
export type ProviderOutage = { since: Date; reason: string | null };

/** One lost call is no outage, and neither are two. */
const FEWEST_FAILED_CALLS = 3;

/**
 * Whether a provider is down: its breaker has not been closed for `downAfterMs`, or at least three calls failed over
 * that long and none succeeded since the first of them (on a quiet night there are too few calls for a breaker to
 * open). A breaker that was closed by hand proves nothing. Pure.
 */
export function judgeOutage(
  record: CallRecord | undefined,
  breaker: Pick<BreakerSnapshot, 'state' | 'sinceMs' | 'reason'> | null,
  { downAfterMs, nowMs }: { downAfterMs: number; nowMs: number },
): ProviderOutage | null {
  const restsSinceMs = breaker && breaker.state !== 'closed' ? breaker.sinceMs : null;
  const isResting = restsSinceMs !== null && nowMs - restsSinceMs >= downAfterMs;
  const failingSinceMs = record?.failing_since?.getTime() ?? null;
  const lastFailedMs = record?.last_failed_at?.getTime() ?? null;
  const isFailing =
    record !== undefined &&
    record.failed_calls >= FEWEST_FAILED_CALLS &&
    failingSinceMs !== null &&
    lastFailedMs !== null &&
    lastFailedMs - failingSinceMs >= downAfterMs;
  if (!isResting && !isFailing) return null;
  const sinceMs = Math.min(failingSinceMs ?? Infinity, isResting ? restsSinceMs : Infinity);
  return { since: new Date(sinceMs), reason: record?.last_failure ?? breaker?.reason ?? null };
}

/** Reads what the calls of the last 24 hours say about each of these hosts. */
export function readCallRecords(db: Database, hosts: readonly string[]): Promise<CallRecord[]> {
  const hasFailed = sql`call.outcome in ('unavailable', 'malformed')
                        and call.started_at > coalesce(success.at, '-infinity')`;
  return rowsOf(
    db,
    selecting(
      {
        host: sql<string>`asked.host`,
        last_success_at: sql<Date | null>`success.at`,
        last_refused_at: sql<Date | null>`max(call.started_at) filter (where call.outcome = 'credential')`,
        failed_calls: sql<number>`count(*) filter (where ${hasFailed})::int`,
        failing_since: sql<Date | null>`min(call.started_at) filter (where ${hasFailed})`,
        last_failed_at: sql<Date | null>`max(call.started_at) filter (where ${hasFailed})`,
        last_failure: sql<
          string | null
        >`(array_agg(coalesce(call.detail, call.outcome) order by call.started_at desc) filter (where ${hasFailed}))[1]`,
        read_at: sql<Date>`now()`,
      },
      (list) => sql`
      with call as materialized (
        select ${apiUsage.host} as host, ${apiUsage.endpoint} as endpoint, ${apiUsage.outcome} as outcome,
               ${apiUsage.detail} as detail, ${apiUsage.startedAt} as started_at
        from ${apiUsage}
        where ${apiUsage.startedAt} > now() - interval '24 hours'
          and ${apiUsage.host} = any(${sql.param([...hosts])}::text[])
      ), success as (
        select host, max(started_at) as at from call where outcome = 'ok' and endpoint <> '/status' group by host
      )
      select ${list}
      from unnest(${sql.param([...hosts])}::text[]) as asked(host)
      left join success on success.host = asked.host
      left join call on call.host = asked.host
      group by asked.host, success.at`,
    ),
  );
}
