import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { syncLog } from '../../db/schema/tasks.ts';

/** Provider calls that ended alike, and runs that ended alike, with how long each took in seconds. */
export type EndedCalls = { host: string; endpoint: string; outcome: string; seconds: number[] };
export type EndedRuns = { kind: string; outcome: string; seconds: number[] };

export type NewEvents = { calls: readonly EndedCalls[]; runs: readonly EndedRuns[]; readUntil: Date };

/** Calls are written up to half a second after they end, and runs with their transaction: they are read this late. */
const SETTLED_AFTER = sql`interval '5 seconds'`;

/** No call takes longer; those that began earlier ended before. */
const LONGEST_CALL = sql`interval '5 minutes'`;

/**
 * Calls and runs that ended since `since` (none without it), and the moment up to which they were read. Sets of labels
 * stay small: hosts, endpoints and kinds of work are ours, and outcomes are a list.
 */
export async function readNewEvents(executor: Executor, since: Date | undefined): Promise<NewEvents> {
  const [now] = await rowsOf<{ read_until: Date }>(
    executor,
    sql`select date_trunc('milliseconds', now() - ${SETTLED_AFTER}) as read_until`,
  );
  const readUntil = now?.read_until ?? since ?? new Date(0);
  if (!since) return { calls: [], runs: [], readUntil };
  const endedAt = sql`(${apiUsage.startedAt} + ${apiUsage.durationMs} * interval '1 millisecond')`;
  const [calls, runs] = await Promise.all([
    rowsOf<EndedCalls>(
      executor,
      sql`
        select ${apiUsage.host} as host, ${apiUsage.endpoint} as endpoint, ${apiUsage.outcome} as outcome,
               array_agg(${apiUsage.durationMs} / 1000.0::double precision) as seconds
        from ${apiUsage}
        where ${apiUsage.startedAt} > ${since}::timestamptz - ${LONGEST_CALL}
          and ${endedAt} > ${since} and ${endedAt} <= ${readUntil} and ${apiUsage.outcome} not in ('in_flight', 'lost')
        group by 1, 2, 3`,
    ),
    rowsOf<EndedRuns>(
      executor,
      sql`
        select ${syncLog.operation} as kind, ${syncLog.status} as outcome,
               array_agg(coalesce(${syncLog.durationSeconds}, 0)::double precision) as seconds
        from ${syncLog} where ${syncLog.createdAt} > ${since} and ${syncLog.createdAt} <= ${readUntil}
        group by 1, 2`,
    ),
  ]);
  return { calls, runs, readUntil };
}
