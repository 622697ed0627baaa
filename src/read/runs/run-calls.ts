import { asc, eq } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { apiUsage } from '../../db/schema/providers.ts';

/** A call of a provider that a run made. */
export type RunCall = {
  started_at: Date;
  host: string;
  endpoint: string;
  query: unknown;
  /** `in_flight` until it is over, then `ok` or the kind of the provider error. */
  outcome: string;
  http_status: number | null;
  duration_ms: number;
  /** Taken from the quota; null in rows of older versions. */
  cost: number | null;
  detail: string | null;
};

/** More than any run makes. */
const MAX_CALLS = 500;

/** The calls of a run, oldest first. */
export function readCalls(executor: Executor, runId: string): Promise<RunCall[]> {
  return executor
    .select({
      started_at: apiUsage.startedAt,
      host: apiUsage.host,
      endpoint: apiUsage.endpoint,
      query: apiUsage.query,
      outcome: apiUsage.outcome,
      http_status: apiUsage.httpStatus,
      duration_ms: apiUsage.durationMs,
      cost: apiUsage.cost,
      detail: apiUsage.detail,
    })
    .from(apiUsage)
    .where(eq(apiUsage.runId, runId))
    .orderBy(asc(apiUsage.id))
    .limit(MAX_CALLS);
}
