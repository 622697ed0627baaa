import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';

/** A run that holds a lease, as the renewal sees it. */
export type LeasedRun = { taskId: number; fence: number };

/**
 * Renews the leases of this worker's runs in one statement. Returns the task ids that are still held; the
 * caller aborts the others.
 */
export async function renewLeases(
  db: Database,
  runs: readonly LeasedRun[],
  leaseMs: number,
): Promise<Set<number>> {
  if (runs.length === 0) return new Set();
  const result = await db.execute<{ id: number }>(sql`
    update seeding_tasks as task
    set lease_expires_at = now() + ${leaseMs} * interval '1 millisecond'
    from json_to_recordset(${JSON.stringify(runs)}::json) as run("taskId" int, "fence" bigint)
    where task.id = run."taskId" and task.fence = run."fence" and task.status = 'running'
    returning task.id`);
  return new Set(result.rows.map((row) => row.id));
}
