import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { type AlsoSet, transitionSql } from '../jobs/ledger/write-transitions.ts';
import { firstRow } from '../db/rows.ts';
import { countChangedLines, describeChanges } from '../sports/change-words.ts';
import { changesOfTask, changesOfTransaction } from '../sports/line-changes.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { recordEvent } from './events.ts';
import { ClaimLostError, requireFence } from './fence.ts';
import { type RunCost, type RunFailure, durationSeconds, insertSyncLog } from './run-record.ts';

/** The end of a run: the task's, and with it that of its game. Throws ClaimLostError where the run has lost its claim. */
async function endClaim(
  tx: Executor,
  { taskId, fence }: Claim,
  event: 'fail' | 'skip' | 'withdraw' | 'complete',
  also: AlsoSet<typeof seedingTasks>,
): Promise<void> {
  const where = sql`${seedingTasks.id} = ${taskId}`;
  const ended = await firstRow(tx, transitionSql({ table: seedingTasks, event, heldBy: fence, where, also }));
  if (!ended) throw new ClaimLostError(taskId, fence);
}

function costOf(cost: RunCost): AlsoSet<typeof seedingTasks> {
  return {
    apiCallsMade: sql`${seedingTasks.apiCallsMade} + ${cost.calls}`,
    durationSeconds: durationSeconds(cost),
  };
}

/** Ends the task as failed; only somebody's retry opens it again. */
export async function failTask(
  db: Database,
  claim: Claim,
  failure: RunFailure,
  cost: RunCost,
  workerId: string,
  alsoWrite?: (tx: Executor) => Promise<void>,
): Promise<void> {
  await db.transaction(async (tx) => {
    await requireFence(tx, claim);
    await alsoWrite?.(tx);
    const syncLogId = await insertSyncLog(tx, claim, { status: 'failed', details: failure }, cost);
    await endClaim(tx, claim, 'fail', {
      errorType: failure.errorType,
      errorMessage: failure.message,
      ...costOf(cost),
      syncLogId,
    });
    const attempts = `${claim.retryCount + 1} attempt${claim.retryCount === 0 ? '' : 's'}`;
    await recordEvent(tx, {
      gameId: claim.game.gameId,
      taskId: claim.taskId,
      kind: 'failed',
      message: isFirstPass(claim)
        ? `Given up after ${attempts}: ${failure.message}.`
        : `The ${claim.pass} pass was given up after ${attempts}: ${failure.message}. What is known of the game stays as it is.`,
      data: { errorType: failure.errorType },
      actor: workerId,
    });
  });
}

/** Ends a task whose game will never have statistics: cancelled, or decided without play. */
export async function skipTask(
  tx: Executor,
  claim: Claim,
  outcome: { status: 'completed' | 'cancelled'; message: string },
  cost: RunCost,
  workerId: string,
): Promise<void> {
  const details = { message: outcome.message };
  const syncLogId = await insertSyncLog(tx, claim, { status: 'skipped', details }, cost);
  await endClaim(tx, claim, outcome.status === 'cancelled' ? 'withdraw' : 'skip', {
    errorType: null,
    errorMessage: outcome.message,
    ...costOf(cost),
    syncLogId,
  });
  await recordEvent(tx, {
    gameId: claim.game.gameId,
    taskId: claim.taskId,
    kind: 'skipped',
    message: outcome.message,
    actor: workerId,
  });
}

/** Ends the task as completed, inside the transaction that wrote its last lines. */
export async function completeTask(
  tx: Executor,
  claim: Claim,
  counts: { players: number; teams: number; changedLines: number },
  cost: RunCost,
  workerId: string,
  /** What is missing for good, in words: the game stays partial. */
  gap?: string,
): Promise<void> {
  const syncLogId = await insertSyncLog(
    tx,
    claim,
    { status: 'completed', players: counts.players, teams: counts.teams },
    cost,
  );
  await endClaim(tx, claim, 'complete', {
    errorType: gap === undefined ? null : 'entities_missing',
    errorMessage: gap ?? null,
    teamCount: counts.teams,
    playerCount: counts.players,
    ...costOf(cost),
    syncLogId,
  });
  const isFirst = isFirstPass(claim);
  // A first pass that is made again by force goes by the same task as the one before.
  const changes = isFirst
    ? await changesOfTransaction(tx, claim.game.gameId)
    : await changesOfTask(tx, claim.game.gameId, claim.taskId);
  const changed = describeChanges(changes);
  const read = `${counts.players} player lines and ${counts.teams} team lines with ${cost.calls} provider calls`;
  const seeded = `${gap === undefined ? 'Seeded' : 'Seeded with gaps'}: ${read}${gap === undefined ? '' : `; ${gap}`}${changed === undefined ? '' : `. ${changed}`}.`;
  const corrected = `${claim.pass}: ${changed ?? `nothing changed (${read})`}${gap === undefined ? '' : `; ${gap}`}.`;
  await recordEvent(tx, {
    gameId: claim.game.gameId,
    taskId: claim.taskId,
    kind: isFirst ? 'seeded' : changes.length > 0 ? 'corrected' : 'confirmed',
    message: isFirst ? seeded : corrected,
    data: {
      ...counts,
      calls: cost.calls,
      ...(isFirst ? {} : { changedLines: countChangedLines(changes), changedFigures: changes.length }),
    },
    actor: workerId,
  });
}
