import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';

/** A run that holds a lease, as the renewal sees it. */
export type LeasedRun = { taskId: number; fence: number };

/**
 * Renews the leases of this worker's runs in one statement that waits for nobody: one row that somebody has locked
 * must not cost all other runs their leases. Returns the task ids that are still held; the caller aborts the others.
 *
 * A row that is locked keeps its lease until the next renewal and counts as held. Nobody can take its task meanwhile:
 * a claim needs the same lock.
 */
export async function renewLeases(
  db: Database,
  runs: readonly LeasedRun[],
  leaseMs: number,
): Promise<Set<number>> {
  if (runs.length === 0) return new Set();
  const held = await rowsOf<{ id: number }>(
    db,
    transitionSql({
      table: seedingTasks,
      event: 'renew',
      claim: { leaseMs },
      heldBy: sql`free.fence`,
      before: sql`
        run as (select * from json_to_recordset(${JSON.stringify(runs)}::json) as run("taskId" int, "fence" bigint)),
        free as (
          select task.id, task.fence from ${seedingTasks} as task
          join run on task.id = run."taskId" and task.fence = run."fence"
          where task.status = 'running'
          for no key update of task skip locked)`,
      from: sql`free`,
      where: sql`${seedingTasks.id} = free.id`,
      select: sql`
        select task.id from ${seedingTasks} as task join run on task.id = run."taskId" and task.fence = run."fence"
        where task.status = 'running'`,
    }),
  );
  return new Set(held.map(({ id }) => id));
}
