import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import type { Claim } from './claim.ts';

/** Thrown inside a transaction when the run no longer owns its task: nothing of it may be written. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';

  constructor(taskId: number, fence: number) {
    super(`task ${taskId} is no longer held with fence ${fence}`);
  }
}

/**
 * Locks the task's row and makes sure that this run still owns it. Every write of a run happens in a
 * transaction that called this first, or `lockClaimedGame`.
 */
export async function requireFence(tx: Executor, claim: Pick<Claim, 'taskId' | 'fence'>): Promise<void> {
  const owned = await firstRow(
    tx,
    sql`select 1 as owned from ${seedingTasks}
        where ${seedingTasks.id} = ${claim.taskId} and ${seedingTasks.fence} = ${claim.fence}
          and ${seedingTasks.status} = 'running' for update`,
  );
  if (!owned) throw new ClaimLostError(claim.taskId, claim.fence);
}
