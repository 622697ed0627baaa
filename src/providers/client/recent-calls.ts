import { sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { z } from 'zod';
import { apiUsage } from '../../db/schema/providers.ts';
import { statementText } from '../../db/statement-text.ts';
import { BREAKER_RULES } from './breaker-state.ts';

/** Calls of a host that its breaker counts. */
export type RecentCalls = { calls: number; failures: number };

const { host, outcome, startedAt } = apiUsage;

/** Outcomes that say that the host is in trouble, and those that say nothing about it. */
const RECENT_CALLS = statementText(sql`
  select count(*)::int as calls, (count(*) filter (where ${outcome} in ('unavailable', 'malformed')))::int as failures
  from ${apiUsage}
  where ${host} = $1 and ${outcome} not in ('aborted', 'local', 'in_flight')
    and ${startedAt} >= clock_timestamp() - $2 * interval '1 millisecond'
    and ($3::timestamptz is null or ${startedAt} >= $3)`);

const Counts = z.tuple([z.object({ calls: z.number(), failures: z.number() })]);

/**
 * Reads how the calls of all processes went within the breaker's window and since `sinceMs`, from the records of calls,
 * which are some seconds late at the most.
 */
export function createRecentCallsReader({ pool }: { pool: Pick<Pool, 'query'> }) {
  return async (host: string, sinceMs: number | null): Promise<RecentCalls> => {
    const since = sinceMs === null ? null : new Date(sinceMs);
    const { rows } = await pool.query(RECENT_CALLS, [host, BREAKER_RULES.rollingWindowMs, since]);
    return Counts.parse(rows)[0];
  };
}
