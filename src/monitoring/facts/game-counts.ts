import { sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { IS_OVERDUE, IS_STUCK } from '../../read/tasks/task-conditions.ts';
import type { Fact } from './fact.ts';
import { IS_GAME } from './scope.ts';

/** How many games are in which state, as of `read_at` by the database's clock. */
export type GameCounts = {
  read_at: Date;
  pending: number;
  running: number;
  /** Gave up for good, at any time. */
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
  next_due_at: Date | null;
  oldest_overdue_at: Date | null;
  oldest_stuck_at: Date | null;
};

export const gameCounts: Fact<null, GameCounts> = {
  name: 'game_counts',
  meaning:
    'Games by the state of their first passes: open ones, those that failed for good, and of the open ones those that are held, overdue, stuck, abandoned by their worker, or due within 24 hours.',
  unit: 'games',
  window: 'now',
  async read(executor) {
    const isPending = sql`${seedingTasks.status} = 'pending'`;
    const row = await firstRow(
      executor,
      selecting(
        {
          read_at: sql<Date>`now()`,
          pending: sql<number>`count(*) filter (where ${isPending})::int`,
          running: sql<number>`count(*) filter (where ${seedingTasks.status} = 'running')::int`,
          failed: sql<number>`(select count(*)::int from ${seedingTasks} where ${seedingTasks.status} = 'failed' and ${IS_GAME})`,
          held: sql<number>`count(*) filter (where ${isPending} and ${seedingTasks.holdReason} is not null)::int`,
          overdue: sql<number>`count(*) filter (where ${IS_OVERDUE})::int`,
          abandoned: sql<number>`count(*) filter (where ${seedingTasks.status} = 'running' and ${seedingTasks.leaseExpiresAt} < now())::int`,
          stuck: sql<number>`count(*) filter (where ${IS_STUCK})::int`,
          due_24h: sql<number>`count(*) filter (where ${isPending} and ${seedingTasks.dueAt} <= now() + interval '24 hours')::int`,
          next_due_at: sql<Date | null>`min(${seedingTasks.dueAt}) filter (where ${isPending} and ${seedingTasks.dueAt} > now())`,
          oldest_overdue_at: sql<Date | null>`min(${seedingTasks.dueAt}) filter (where ${IS_OVERDUE})`,
          oldest_stuck_at: sql<Date | null>`min(${seedingTasks.stuckSince}) filter (where ${IS_STUCK})`,
        },
        (list) => sql`
        select ${list}
        from ${seedingTasks} where ${seedingTasks.status} in ('pending', 'running') and ${IS_GAME}`,
      ),
    );
    if (!row) throw new Error('the counts of games came back empty');
    return row;
  },
};
