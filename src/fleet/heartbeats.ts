import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';

/** What a worker process says of itself every few seconds. */
export type Heartbeat = {
  workerId: string;
  hostname: string;
  processId: number;
  version: string;
  queues: readonly string[];
  concurrency: number;
  runningTaskIds: readonly number[];
  completed: number;
  failed: number;
  state: 'running' | 'stopping';
  startedAtMs: number;
  lastJobAtMs: number | undefined;
  /** Worst delay of the event loop in the last minute. */
  eventLoopLagMs: number;
  /** Times that the watchdog gave this process new queue connections. */
  rebuilt: number;
  /** What keeps this process from its work, in words. */
  problems: readonly string[];
  /** How far its clock is ahead of the database's. */
  clockSkewMs: number;
};

/** Rows of workers that have not been heard of for this long are forgotten. */
const FORGET_AFTER_HOURS = 24;

/** Renews a worker's row, by the database's clock, and says what that shows, in milliseconds of the epoch. */
export async function writeHeartbeat(db: Database, beat: Heartbeat): Promise<number | undefined> {
  const startedAt = new Date(beat.startedAtMs);
  const lastJobAt = beat.lastJobAtMs === undefined ? null : new Date(beat.lastJobAtMs);
  const row = await firstRow<{ now: Date }>(
    db,
    sql`
    insert into worker_heartbeats (worker_id, hostname, process_id, version, queues, concurrency, running_task_ids,
                                   completed_count, failed_count, state, started_at, last_seen_at, last_job_at,
                                   event_loop_lag_ms, rebuilt_count, problems, clock_skew_ms)
    values (${beat.workerId}, ${beat.hostname}, ${beat.processId}, ${beat.version},
            ${sql.param([...beat.queues])}::text[], ${beat.concurrency},
            ${sql.param([...beat.runningTaskIds])}::int[], ${beat.completed}, ${beat.failed}, ${beat.state},
            ${startedAt}, now(), ${lastJobAt}, ${beat.eventLoopLagMs}, ${beat.rebuilt},
            ${sql.param([...beat.problems])}::text[], ${Math.round(beat.clockSkewMs)})
    on conflict (worker_id) do update
    set running_task_ids = excluded.running_task_ids, completed_count = excluded.completed_count,
        failed_count = excluded.failed_count, state = excluded.state, last_seen_at = now(),
        last_job_at = excluded.last_job_at, event_loop_lag_ms = excluded.event_loop_lag_ms,
        rebuilt_count = excluded.rebuilt_count, problems = excluded.problems,
        clock_skew_ms = excluded.clock_skew_ms
    returning clock_timestamp() as now`,
  );
  return row?.now.getTime();
}

/** Takes a worker that ended in order off the list, and forgets those that vanished long ago. */
export async function removeHeartbeat(db: Database, workerId: string): Promise<void> {
  await db.execute(sql`
    delete from worker_heartbeats
    where worker_id = ${workerId} or last_seen_at < now() - ${FORGET_AFTER_HOURS} * interval '1 hour'`);
}
