import { type SQL, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { type HoldReason, holdWords } from '../domain/statuses.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import { type TransitionSpec, transitionSql } from '../jobs/ledger/write-transitions.ts';
import type { Claim } from './claim.ts';
import { recordEvent } from './events.ts';
import { ClaimLostError, requireFence } from './fence.ts';
import { type Pace, countBefore, lineWords, turnAfterMs } from './line.ts';
import { type RunCost, type RunFailure, insertSyncLog } from './run-record.ts';

/** The database's time `delayMs` from now, so that workers with other clocks agree. */
function inFuture(delayMs: number): SQL {
  return sql`now() + ${Math.max(0, delayMs)} * interval '1 millisecond'`;
}

/** Why a task waits, and for how long. */
export type Hold = {
  reason: HoldReason;
  detail: string;
  delayMs: number;
  errorType?: string;
  /** The game should be final by now and is not: people are told once, until it moves on. */
  isStuck?: boolean;
  /** How fast others come before it, where calls are what it waits for: it gets its place in the line. */
  pace?: Pace | undefined;
};

/** What else happens in the transaction of a hold. */
export type HoldSteps = {
  /** Takes locks that come before the task's own. */
  lockFirst?: ((tx: Executor) => Promise<void>) | undefined;
  /** Runs under the fence, before the task is put aside. */
  alsoWrite?: (tx: Executor) => Promise<void>;
};

/**
 * Puts the task aside for `delayMs` by the database's clock, and for as long as those before it in the line take,
 * without burning an attempt, and says why. Gives the delay.
 */
export async function holdTask(
  db: Database,
  claim: Claim,
  hold: Hold,
  cost: RunCost,
  workerId: string,
  { lockFirst, alsoWrite }: HoldSteps = {},
): Promise<number> {
  return db.transaction(async (tx) => {
    await lockFirst?.(tx);
    await requireFence(tx, claim);
    await alsoWrite?.(tx);
    const { delayMs, detail } = await placeInLine(tx, claim, hold);
    const isStuck = hold.isStuck === true;
    // While the provider cannot be asked, nobody knows better than before.
    const stays = hold.errorType !== undefined;
    const held = await putBack(tx, claim, 'snooze', cost, {
      before: sql`earlier as (select ${seedingTasks.stuckSince} from ${seedingTasks} where ${isTask(claim)})`,
      returning: sql`(select stuck_since is not null from earlier) as was_stuck`,
      also: {
        stuckSince: isStuck
          ? sql`coalesce(${seedingTasks.stuckSince}, now())`
          : stays
            ? sql`${seedingTasks.stuckSince}`
            : null,
        holdReason: hold.reason,
        holdDetail: detail,
        dueAt: inFuture(delayMs),
        errorType: hold.errorType ?? null,
        errorMessage: hold.errorType === undefined ? null : detail,
      },
    });
    const until = held.due_at.toISOString();
    const details = { reason: hold.reason, errorType: hold.errorType, message: detail };
    await insertSyncLog(tx, claim, { status: 'held', details }, cost);
    await recordEvent(tx, {
      gameId: claim.game.gameId,
      taskId: claim.taskId,
      runId: seedRunId(claim),
      kind: 'held',
      message: `On hold until ${until}: ${holdWords(hold.reason, hold.errorType)} (${detail}).`,
      data: { reason: hold.reason, until },
      actor: workerId,
    });
    if (isStuck && held.was_stuck !== true) {
      await recordEvent(tx, {
        gameId: claim.game.gameId,
        taskId: claim.taskId,
        runId: seedRunId(claim),
        kind: 'stuck',
        message: `The game should be final by now: ${hold.detail}. It is looked at less and less often until it is.`,
        data: { reason: hold.reason, until },
        actor: workerId,
      });
    }
    return delayMs;
  });
}

/** Those who wait for the same calls come one after the other, the oldest of the most urgent first. */
async function placeInLine(
  tx: Executor,
  { taskId }: Claim,
  { pace, delayMs, detail, errorType }: Hold,
): Promise<Pick<Hold, 'delayMs' | 'detail'>> {
  if (!pace) return { delayMs, detail };
  const before = await countBefore(tx, taskId);
  const words =
    errorType === 'rate_limit' && before > 0
      ? `${detail}; ${before.toLocaleString('en')} ${before === 1 ? 'game is' : 'games are'} before it, ${lineWords(before, pace)}`
      : detail;
  return { delayMs: delayMs + turnAfterMs(before, pace, taskId), detail: words };
}

/** Gives the task back as if it had not been started: for a worker that stops. */
export async function releaseTask(
  db: Database,
  claim: Claim,
  cost: RunCost,
  workerId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await putBack(tx, claim, 'release', cost, {});
    await insertSyncLog(tx, claim, { status: 'released' }, cost);
    await recordEvent(tx, {
      gameId: claim.game.gameId,
      taskId: claim.taskId,
      runId: seedRunId(claim),
      kind: 'released',
      message:
        'Given back unfinished, without burning an attempt: its worker stops, the job is no longer its own, or a server of ours is out of reach.',
      actor: workerId,
    });
  });
}

/** Records a failed run that is tried again after `delayMs`. */
export async function scheduleRetry(
  db: Database,
  claim: Claim,
  failure: RunFailure & { delayMs: number },
  cost: RunCost,
  workerId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    const retryAt = inFuture(failure.delayMs);
    const retried = await putBack(tx, claim, 'retry', cost, {
      also: {
        nextRetryAt: retryAt,
        dueAt: retryAt,
        errorType: failure.errorType,
        errorMessage: failure.message,
      },
    });
    const details = { errorType: failure.errorType, message: failure.message, willRetry: true };
    await insertSyncLog(tx, claim, { status: 'failed', details }, cost);
    await recordEvent(tx, {
      gameId: claim.game.gameId,
      taskId: claim.taskId,
      runId: seedRunId(claim),
      kind: 'attempt_failed',
      message: `Attempt ${claim.retryCount + 1} of ${claim.maxRetries + 1} failed: ${failure.message}. Next try at ${retried.due_at.toISOString()}.`,
      data: { errorType: failure.errorType },
      actor: workerId,
    });
  });
}

type PutBackRow = { due_at: Date; was_stuck?: boolean | null };

/** Ends a run without a result, and with it what is said of its game. Throws ClaimLostError where the claim is lost. */
async function putBack(
  tx: Executor,
  claim: Claim,
  event: 'snooze' | 'retry' | 'release',
  cost: RunCost,
  { also = {}, ...parts }: Pick<TransitionSpec<typeof seedingTasks>, 'also' | 'before' | 'returning'>,
): Promise<PutBackRow> {
  const row = await firstRow<PutBackRow>(
    tx,
    transitionSql({
      table: seedingTasks,
      event,
      heldBy: claim.fence,
      where: isTask(claim),
      also: { ...also, apiCallsMade: sql`${seedingTasks.apiCallsMade} + ${cost.calls}` },
      ...parts,
    }),
  );
  if (!row) throw new ClaimLostError(claim.taskId, claim.fence);
  return row;
}

function isTask({ taskId }: Claim): SQL {
  return sql`${seedingTasks.id} = ${taskId}`;
}
