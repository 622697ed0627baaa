import { sql } from 'drizzle-orm';
import type { Config } from '../../config/config.ts';
import type { Executor } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { columnIn, selecting } from '../../db/selecting.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { GAME, TASK } from '../../db/table-aliases.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { transitionSql } from '../../jobs/ledger/write-transitions.ts';
import type { Claim } from '../claim.ts';
import { createTasks } from '../create-tasks.ts';

/** The task of a game's first pass, locked: nobody claims it before the transaction ends. */
export type FirstPass = {
  id: number;
  status: typeof seedingTasks.$inferSelect.status;
  fence: number;
  maxRetries: number;
  startCount: number;
  scheduledTime: Date;
};

export type TaskSettings = Pick<Config['seeding'], 'delayMs'> & { maxRetries: number };

/** Locks the first pass of a game; a game without one gets it. */
export async function lockFirstPass(
  tx: Executor,
  gameId: number,
  { delayMs, maxRetries }: TaskSettings,
): Promise<FirstPass> {
  const known = await lockTask(tx, gameId);
  if (known) return known;
  await createTasks(tx, sql`${GAME.id} = ${gameId}`, delayMs, maxRetries);
  const made = await lockTask(tx, gameId);
  if (!made) throw new Error(`game ${gameId} has no first pass although it was made`);
  return made;
}

async function lockTask(tx: Executor, gameId: number): Promise<FirstPass | undefined> {
  const [task] = await tx
    .select({
      id: TASK.id,
      status: TASK.status,
      fence: TASK.fence,
      maxRetries: TASK.maxRetries,
      startCount: TASK.startCount,
      scheduledTime: TASK.scheduledTime,
    })
    .from(TASK)
    .where(sql`${TASK.gameId} = ${gameId} and ${TASK.pass} = 'first'`)
    .for('update');
  return task;
}

/** A pass of a game that was over long ago may wait for anything, however long. */
const WHENEVER_DUE_MS = 100 * 365 * 86_400_000;
/** It is over with the transaction. */
const LEASE_MS = 60_000;

/** Claims the pass for who holds it locked; one that was given up or taken off is opened again first. */
export async function claimFirstPass(
  tx: Executor,
  task: FirstPass,
  { game, workerId }: { game: GameToSeed; workerId: string },
): Promise<Claim> {
  const where = sql`${seedingTasks.id} = ${task.id}`;
  if (task.status !== 'pending') {
    await tx.execute(transitionSql({ table: seedingTasks, event: 'requeue', where }));
  }
  const row = await firstRow(
    tx,
    selecting(
      { revision: columnIn('moved', seedingTasks.revision), fence: columnIn('moved', seedingTasks.fence) },
      (list) =>
        transitionSql({
          table: seedingTasks,
          event: 'claim',
          claim: { workerId, leaseMs: LEASE_MS },
          earlyMs: WHENEVER_DUE_MS,
          where,
          select: sql`select ${list} from moved`,
        }),
    ),
  );
  if (!row) throw new Error(`task ${task.id} could not be claimed although it is locked`);
  return {
    taskId: task.id,
    pass: 'first',
    revision: row.revision,
    fence: row.fence,
    retryCount: 0,
    maxRetries: task.maxRetries,
    startCount: task.startCount,
    scheduledMs: task.scheduledTime.getTime(),
    plan: null,
    fallbackFrom: null,
    unitId: null,
    isByHand: false,
    hasEntities: true,
    game,
  };
}
