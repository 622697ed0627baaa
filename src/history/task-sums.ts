import { type SQL, eq, sql } from 'drizzle-orm';
import { alias } from '../db/alias.ts';
import type { Executor } from '../db/database.ts';
import { backfillProgress } from '../db/schema/backfills.ts';
import { seedingTasks } from '../db/schema/tasks.ts';

export const UNIT = alias(backfillProgress, 'unit_of_task');

/** What became of the games that units handed out, as a subquery to join: the units that `where` says of `UNIT`. */
export function taskSums(executor: Executor, where: SQL) {
  return executor
    .select({
      seeded: countIn(['completed']).as('seeded'),
      failed: countIn(['failed', 'cancelled']).as('failed'),
      open: countIn(['pending', 'running']).as('open'),
      calls: sql<number>`coalesce(sum(${seedingTasks.apiCallsMade}), 0)::int`.as('calls_of_tasks'),
    })
    .from(seedingTasks)
    .innerJoin(UNIT, eq(UNIT.id, seedingTasks.unitId))
    .where(where)
    .as('tasks');
}

function countIn(statuses: readonly string[]): SQL<number> {
  return sql<number>`count(*) filter (where ${seedingTasks.status} = any(${sql.param([...statuses])}::text[]))::int`;
}
