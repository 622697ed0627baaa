import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import type { HoldReason } from '../../domain/statuses.ts';
import { LATENESS_SECONDS } from './task-rows.ts';

/** How many games' first passes are in which state. */
export type OverviewCounts = {
  pending: number;
  running: number;
  failed: number;
  /** Pending with a hold reason. */
  held: number;
  /** Due, not held and not started for longer than the grace. */
  overdue: number;
  /** Running with a lease that ran out. */
  abandoned: number;
  /** Held because the provider does not have their game final, long after it should. */
  stuck: number;
  due_24h: number;
  completed_24h: number;
  next_due_at: Date | null;
  oldest_overdue_at: Date | null;
};

/** Seconds from the opening of a window to the start of the run; null where nothing started. */
export type Lateness = { count: number; p50: number | null; p95: number | null; max: number | null };

/** A due task gets this long to be taken up before it counts as overdue. */
const OVERDUE_GRACE_SECONDS = 60;

/** A task whose game should be final by now, as its last look said. */
export const IS_STUCK = sql.raw(
  `(stuck_since is not null and (status = 'running' or (status = 'pending' and hold_reason in ('not_final', 'quota', 'breaker_open', 'worker_trouble'))))`,
);

/** A pending first pass that nothing holds back and that nobody has taken up in time. */
export const IS_OVERDUE = sql.raw(
  `(status = 'pending' and pass = 'first' and hold_reason is null and due_at < now() - interval '${OVERDUE_GRACE_SECONDS} seconds')`,
);

/** All counts in one statement, with the time of the database. */
export async function readCounts(db: Database): Promise<OverviewCounts & { read_at: Date }> {
  const row = await firstRow<OverviewCounts & { read_at: Date }>(
    db,
    sql`
      select now() as read_at, open.*, ended.*
      from (
        select count(*) filter (where status = 'pending') as pending,
               count(*) filter (where status = 'running') as running,
               count(*) filter (where status = 'pending' and hold_reason is not null) as held,
               count(*) filter (where ${IS_OVERDUE}) as overdue,
               count(*) filter (where status = 'running' and lease_expires_at < now()) as abandoned,
               count(*) filter (where ${IS_STUCK}) as stuck,
               count(*) filter (where status = 'pending' and due_at <= now() + interval '24 hours') as due_24h,
               min(due_at) filter (where status = 'pending' and due_at > now()) as next_due_at,
               min(due_at) filter (where ${IS_OVERDUE}) as oldest_overdue_at
        from seeding_tasks where status in ('pending', 'running') and pass = 'first'
      ) as open, (
        select (select count(*) from seeding_tasks where status = 'failed' and pass = 'first') as failed,
               (select count(*) from seeding_tasks
                where status = 'completed' and pass = 'first' and updated_at >= now() - interval '24 hours') as completed_24h
      ) as ended`,
  );
  if (!row) throw new Error('the counts of tasks came back empty');
  return row;
}

/** Held games by the reason, the most frequent first, with the time at which the first of them is looked at again. */
export function readHeldByReason(db: Database) {
  return rowsOf<{ reason: HoldReason; count: number; next_at: Date }>(
    db,
    sql`
      select hold_reason as reason, count(*) as count, min(due_at) as next_at from seeding_tasks
      where status = 'pending' and pass = 'first' and hold_reason is not null group by 1 order by count desc`,
  );
}

/** How late the starts of the last 24 hours were. */
export function readLateness(db: Database) {
  return firstRow<Lateness>(
    db,
    sql`
      select count(seconds) as count, percentile_cont(0.5) within group (order by seconds) as p50,
             percentile_cont(0.95) within group (order by seconds) as p95, max(seconds) as max
      from (${RECENT_LATENESS}) as recent`,
  );
}

/** Finished and running tasks that started in the last 24 hours; both statuses have an index to find them by. */
const RECENT_LATENESS = sql`
  select task.execution_time, ${LATENESS_SECONDS} as seconds from seeding_tasks as task
  where task.pass = 'first' and task.status in ('running', 'completed', 'failed') and task.updated_at >= now() - interval '24 hours'
    and task.execution_time >= now() - interval '24 hours'`;
