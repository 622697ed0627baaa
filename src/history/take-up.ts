import { and, desc, eq, exists, inArray, not, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import { workItems } from '../db/schema/work-items.ts';
import { askForNext, isStepOf } from './step-kind.ts';

/** What became of back-fills that no open step belongs to. */
export type TakenUp = { asked: number; failed: number };

/**
 * Asks for a step of every back-fill that is under way and has none, because somebody cancelled it by itself. Where the
 * step was given up, its unit has failed for the same reason, and the next one comes.
 */
export async function takeUpBackfills(db: Database): Promise<TakenUp> {
  const isOpen = exists(
    db
      .select({ one: sql`1` })
      .from(workItems)
      .where(and(isStepOf(sql`${backfills.id}`), inArray(workItems.status, ['pending', 'running']))),
  );
  const resting = await db
    .select({ id: backfills.id })
    .from(backfills)
    .where(and(eq(backfills.status, 'running'), not(isOpen)));
  const taken = { asked: 0, failed: 0 };
  for (const { id } of resting)
    await db.transaction(async (tx) => {
      if (await failGivenUp(tx, id)) taken.failed += 1;
      await askForNext(tx, id);
      taken.asked += 1;
    });
  return taken;
}

/** Fails the unit that is begun where the last step was given up. */
async function failGivenUp(tx: Executor, id: number): Promise<boolean> {
  const [last] = await tx
    .select({ status: workItems.status, message: workItems.errorMessage })
    .from(workItems)
    .where(isStepOf(id))
    .orderBy(desc(workItems.updatedAt), desc(workItems.id))
    .limit(1);
  if (last?.status !== 'failed') return false;
  const failed = await tx
    .update(backfillProgress)
    .set({
      status: 'failed',
      error: last.message ?? 'a step of it was given up',
      revision: sql`${backfillProgress.revision} + 1`,
      finishedAt: sql`now()`,
      updatedAt: sql`now()`,
    })
    .where(and(eq(backfillProgress.backfillId, id), eq(backfillProgress.status, 'running')))
    .returning({ id: backfillProgress.id });
  return failed.length > 0;
}
