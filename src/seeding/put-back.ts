import { type SQL, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { type HoldReason, holdWords } from '../domain/statuses.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { recordEvent } from './events.ts';
import { requireFence } from './fence.ts';
import { type Pace, countBefore, lineWords, turnAfterMs } from './line.ts';
import type { RunCost, RunFailure } from './run-record.ts';

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
    const before = await firstRow<{ is_stuck: boolean }>(
      tx,
      sql`select stuck_since is not null as is_stuck from seeding_tasks where id = ${claim.taskId}`,
    );
    const held = await firstRow<{ due_at: Date }>(
      tx,
      sql`
      update seeding_tasks
      set status = 'pending', stuck_since = case when ${isStuck} then coalesce(stuck_since, now()) when ${stays} then stuck_since end, hold_reason = ${hold.reason}, hold_detail = ${detail}, due_at = ${inFuture(delayMs)},
          error_type = ${hold.errorType ?? null},
          error_message = ${hold.errorType === undefined ? null : detail},
          claimed_by = null, lease_expires_at = null, start_count = 0,
          api_calls_made = api_calls_made + ${cost.calls}, updated_at = now()
      where id = ${claim.taskId}
      returning due_at`,
    );
    const until = held?.due_at.toISOString();
    await resetSeedingStatus(tx, claim, null);
    await recordEvent(tx, {
      gameId: claim.game.gameId,
      taskId: claim.taskId,
      kind: 'held',
      message: `On hold until ${until}: ${holdWords(hold.reason, hold.errorType)} (${detail}).`,
      data: { reason: hold.reason, until },
      actor: workerId,
    });
    if (isStuck && before?.is_stuck !== true) {
      await recordEvent(tx, {
        gameId: claim.game.gameId,
        taskId: claim.taskId,
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
    await requireFence(tx, claim);
    await tx.execute(sql`
      update seeding_tasks
      set status = 'pending', claimed_by = null, lease_expires_at = null, start_count = greatest(start_count - 1, 0),
          api_calls_made = api_calls_made + ${cost.calls}, updated_at = now()
      where id = ${claim.taskId}`);
    await resetSeedingStatus(tx, claim, null);
    await recordEvent(tx, {
      gameId: claim.game.gameId,
      taskId: claim.taskId,
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
    await requireFence(tx, claim);
    const retryAt = inFuture(failure.delayMs);
    const retried = await firstRow<{ due_at: Date }>(
      tx,
      sql`
      update seeding_tasks
      set status = 'pending', retry_count = retry_count + 1, next_retry_at = ${retryAt}, due_at = ${retryAt},
          error_type = ${failure.errorType}, error_message = ${failure.message},
          claimed_by = null, lease_expires_at = null, start_count = 0, api_calls_made = api_calls_made + ${cost.calls},
          updated_at = now()
      where id = ${claim.taskId}
      returning due_at`,
    );
    await resetSeedingStatus(tx, claim, failure.message);
    await recordEvent(tx, {
      gameId: claim.game.gameId,
      taskId: claim.taskId,
      kind: 'attempt_failed',
      message: `Attempt ${claim.retryCount + 1} of ${claim.maxRetries + 1} failed: ${failure.message}. Next try at ${retried?.due_at.toISOString()}.`,
      data: { errorType: failure.errorType },
      actor: workerId,
    });
  });
}

/** After a run without result: pending again, or partial when some lines are in already. */
async function resetSeedingStatus(tx: Executor, claim: Claim, error: string | null): Promise<void> {
  if (!isFirstPass(claim)) return;
  await tx.execute(sql`
    update games
    set seeding_status = case when seeding_status = 'in_progress' then 'pending' else seeding_status end,
        last_seeding_error = coalesce(${error}, last_seeding_error), updated_at = now()
    where id = ${claim.game.gameId}`);
}
