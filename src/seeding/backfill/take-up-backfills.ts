import { and, desc, eq, exists, inArray, not, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { blanketSweeps } from '../../db/schema/tasks.ts';
import { workItems } from '../../db/schema/work-items.ts';
import { askForStep, isStepOf } from './backfill-kind.ts';

/** What became of back-fills that no open step belongs to. */
export type TakenUp = { asked: number; failed: number };

/**
 * Asks for a step of every back-fill that is under way and has none: one that a process of the version before started,
 * or whose step somebody cancelled by itself. A back-fill whose step was given up has failed, for the same reason.
 */
export async function takeUpBackfills(db: Database): Promise<TakenUp> {
  const isOpen = exists(
    db
      .select({ one: sql`1` })
      .from(workItems)
      .where(and(isStepOf(sql`${blanketSweeps.id}`), inArray(workItems.status, ['pending', 'running']))),
  );
  const resting = await db
    .select({ id: blanketSweeps.id, lastStep: lastStepOf(db) })
    .from(blanketSweeps)
    .where(and(eq(blanketSweeps.status, 'running'), not(isOpen)));
  const taken = { asked: 0, failed: 0 };
  for (const { id, lastStep } of resting) {
    if (lastStep?.status === 'failed') {
      await fail(db, id, lastStep.errorMessage);
      taken.failed += 1;
    } else {
      await db.transaction((tx) => askForStep(tx, id));
      taken.asked += 1;
    }
  }
  return taken;
}

function lastStepOf(db: Database) {
  const columns = sql`json_build_object('status', ${workItems.status}, 'errorMessage', ${workItems.errorMessage})`;
  return sql<{ status: string; errorMessage: string | null } | null>`(${db
    .select({ step: columns })
    .from(workItems)
    .where(isStepOf(sql`${blanketSweeps.id}`))
    .orderBy(desc(workItems.updatedAt), desc(workItems.id))
    .limit(1)})`;
}

async function fail(executor: Executor, id: number, problem: string | null): Promise<void> {
  await executor
    .update(blanketSweeps)
    .set({
      status: 'failed',
      note: problem ?? 'a step of it was given up',
      revision: sql`${blanketSweeps.revision} + 1`,
      finishedAt: sql`now()`,
      updatedAt: sql`now()`,
    })
    .where(and(eq(blanketSweeps.id, id), eq(blanketSweeps.status, 'running')));
}
