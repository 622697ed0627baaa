import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import type { HoldReason } from '../../domain/statuses.ts';

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
