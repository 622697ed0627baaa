import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { columnsByName, selecting } from '../db/selecting.ts';
import { workerHeartbeats } from '../db/schema/operations.ts';

/** A worker process as its heartbeat tells it. */
export type WorkerStatus = {
  worker_id: string;
  hostname: string;
  process_id: number;
  version: string;
  queues: readonly string[];
  /** The kinds of work that it has handlers for; null from older versions. */
  kinds: readonly string[] | null;
  concurrency: number;
  running_task_ids: readonly number[];
  completed_count: number;
  failed_count: number;
  state: string;
  started_at: Date;
  last_seen_at: Date;
  last_job_at: Date | null;
  event_loop_lag_ms: number | null;
  rebuilt_count: number;
  /** What keeps the process from its work, in words; null from older versions. */
  problems: readonly string[] | null;
  /** How far its clock is ahead of the database's; null from older versions. */
  clock_skew_ms: number | null;
  /** Since the last heartbeat, by the database's clock. */
  heartbeat_age_seconds: number;
  is_alive: boolean;
};

/** A process beats every two seconds; one that was heard of within this time counts as alive. */
export const WORKER_ALIVE_SECONDS = 10;

/** Whether a process is alive: heard of lately, and neither ended in order nor known as dead. */
export function isHeardOf(process: Record<'lastSeenAt' | 'state', PgColumn>): SQL {
  return sql`(${process.lastSeenAt} >= now() - ${WORKER_ALIVE_SECONDS} * interval '1 second'
    and ${process.state} not in ('stopped', 'dead'))`;
}

/** Workers heard of in the last day, the alive ones first. */
export function readWorkers(executor: Executor): Promise<WorkerStatus[]> {
  return rowsOf(
    executor,
    selecting(
      {
        ...columnsByName(workerHeartbeats),
        is_alive: sql<boolean>`${isHeardOf(workerHeartbeats)}`,
        heartbeat_age_seconds: sql<number>`
        greatest(0, extract(epoch from now() - ${workerHeartbeats.lastSeenAt}))::double precision`,
      },
      (list) => sql`
      select ${list} from ${workerHeartbeats}
      where ${workerHeartbeats.lastSeenAt} >= now() - interval '1 day'
      order by is_alive desc, ${workerHeartbeats.lastSeenAt} desc limit 100`,
    ),
  );
}
