import { type SQL, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { changedRows, firstRow } from '../db/rows.ts';
import { type HoldReason, holdWords } from '../domain/statuses.ts';
import { changesOfTask, changesOfTransaction } from '../sports/line-changes.ts';
import { countChangedLines, describeChanges } from '../sports/change-words.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { recordEvent } from './events.ts';

/** Thrown inside a transaction when the run no longer owns its task: nothing of it may be written. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';

  constructor(taskId: number, fence: number) {
    super(`task ${taskId} is no longer held with fence ${fence}`);
  }
}

/**
 * Locks the task's row and makes sure that this run still owns it. Every write of a run happens in a
 * transaction that called this first.
 */
export async function requireFence(tx: Executor, claim: Claim): Promise<void> {
  const owned = await firstRow(
    tx,
    sql`select 1 as owned from seeding_tasks
        where id = ${claim.taskId} and fence = ${claim.fence} and status = 'running' for update`,
  );
  if (!owned) throw new ClaimLostError(claim.taskId, claim.fence);
}

/** What one run of a task cost. */
export type RunCost = { calls: number; startedAtMs: number; endedAtMs: number };

/** The database's time `delayMs` from now, so that workers with other clocks agree. */
function inFuture(delayMs: number): SQL {
  return sql`now() + ${Math.max(0, delayMs)} * interval '1 millisecond'`;
}

function durationSeconds({ startedAtMs, endedAtMs }: RunCost): number {
  return Math.min(999_999, Math.max(0, endedAtMs - startedAtMs) / 1000);
}

/** Puts the task aside for `delayMs` by the database's clock, without burning an attempt, and says why. */
export type Hold = {
  reason: HoldReason;
  detail: string;
  delayMs: number;
  errorType?: string;
  /** The game should be final by now and is not: people are told once, until it moves on. */
  isStuck?: boolean;
};

export async function holdTask(
  db: Database,
  claim: Claim,
  hold: Hold,
  cost: RunCost,
  workerId: string,
  alsoWrite?: (tx: Executor) => Promise<void>,
): Promise<void> {
  await db.transaction(async (tx) => {
    await requireFence(tx, claim);
    await alsoWrite?.(tx);
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
      set status = 'pending', stuck_since = case when ${isStuck} then coalesce(stuck_since, now()) when ${stays} then stuck_since end, hold_reason = ${hold.reason}, hold_detail = ${hold.detail}, due_at = ${inFuture(hold.delayMs)},
          error_type = ${hold.errorType ?? null},
          error_message = ${hold.errorType === undefined ? null : hold.detail},
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
      message: `On hold until ${until}: ${holdWords(hold.reason, hold.errorType)} (${hold.detail}).`,
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
  });
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

export type RunFailure = { errorType: string; message: string };

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
    const syncLogId = await insertSyncLog(tx, claim, 'failed', cost, { players: 0, teams: 0 }, failure);
    await tx.execute(sql`
      update seeding_tasks
      set status = 'failed', is_by_hand = false, completed_at = now(), error_type = ${failure.errorType},
          error_message = ${failure.message}, claimed_by = null, lease_expires_at = null,
          api_calls_made = api_calls_made + ${cost.calls}, duration_seconds = ${durationSeconds(cost)},
          sync_log_id = ${syncLogId}, updated_at = now()
      where id = ${claim.taskId}`);
    const attempts = `${claim.retryCount + 1} attempt${claim.retryCount === 0 ? '' : 's'}`;
    if (isFirstPass(claim)) {
      await tx.execute(sql`
        update games set seeding_status = case when seeding_status in ('completed', 'partial') then seeding_status else 'failed' end,
            last_seeding_error = ${failure.message}, updated_at = now()
        where id = ${claim.game.gameId}`);
    }
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
  await tx.execute(sql`
    update seeding_tasks
    set status = ${outcome.status}, is_by_hand = false, completed_at = now(), error_type = null, error_message = ${outcome.message},
        claimed_by = null, lease_expires_at = null, api_calls_made = api_calls_made + ${cost.calls},
        duration_seconds = ${durationSeconds(cost)}, updated_at = now()
    where id = ${claim.taskId}`);
  if (isFirstPass(claim)) {
    await tx.execute(sql`
      update games set seeding_status = 'skipped', updated_at = now() where id = ${claim.game.gameId}`);
  }
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
  const syncLogId = await insertSyncLog(tx, claim, 'completed', cost, counts, undefined);
  await tx.execute(sql`
    update seeding_tasks
    set status = 'completed', is_by_hand = false, completed_at = now(), error_type = ${gap === undefined ? null : 'entities_missing'},
        error_message = ${gap ?? null}, next_retry_at = null,
        claimed_by = null, lease_expires_at = null, team_count = ${counts.teams}, player_count = ${counts.players},
        api_calls_made = api_calls_made + ${cost.calls}, duration_seconds = ${durationSeconds(cost)},
        sync_log_id = ${syncLogId}, updated_at = now()
    where id = ${claim.taskId}`);
  const isFirst = isFirstPass(claim);
  if (isFirst) {
    await tx.execute(sql`
      update games set seeding_status = ${gap === undefined ? 'completed' : 'partial'}, seeded_at = now(),
                       last_seeding_error = ${gap ?? null}, updated_at = now()
      where id = ${claim.game.gameId}`);
  } else if (gap === undefined) {
    // The box score is whole now: a game that was left with gaps has none any more.
    await tx.execute(sql`
      update games set seeding_status = 'completed', last_seeding_error = null, updated_at = now()
      where id = ${claim.game.gameId} and seeding_status = 'partial' and seeded_at is not null`);
  }
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

function seedingType(claim: Claim): string {
  if (!isFirstPass(claim)) return 'correction';
  return claim.blanketId === null ? 'targeted' : 'blanket';
}

async function insertSyncLog(
  tx: Executor,
  claim: Claim,
  status: 'completed' | 'failed',
  cost: RunCost,
  counts: { players: number; teams: number },
  failure: RunFailure | undefined,
): Promise<number> {
  const row = await firstRow<{ id: number }>(
    tx,
    sql`
      insert into sync_log (operation, sport_id, season_id, game_id, task_id, seeding_type, status, team_count,
                            player_count, api_calls_made, duration_seconds, details)
      values ('seed_game', ${claim.game.sportId}, ${claim.game.seasonId}, ${claim.game.gameId}, ${claim.taskId},
              ${seedingType(claim)}, ${status}, ${counts.teams}, ${counts.players},
              ${cost.calls}, ${durationSeconds(cost)}, ${failure ? JSON.stringify(failure) : null}::jsonb)
      returning id`,
  );
  if (!row) throw new Error('sync_log returned no id');
  return row.id;
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

/** Keeps lines of a run that did not get everything: the game is partial until a retry completes it. */
export async function markPartial(tx: Executor, claim: Claim): Promise<void> {
  await changedRows(
    tx,
    sql`update games set seeding_status = 'partial', updated_at = now()
        where id = ${claim.game.gameId} and seeding_status <> 'completed'`,
  );
}
