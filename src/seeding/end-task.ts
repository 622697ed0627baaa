import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { countChangedLines, describeChanges } from '../sports/change-words.ts';
import { changesOfTask, changesOfTransaction } from '../sports/line-changes.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { recordEvent } from './events.ts';
import { requireFence } from './fence.ts';
import { closeGaps, endReading } from './game-standing.ts';
import { type RunCost, type RunFailure, durationSeconds, insertSyncLog } from './run-record.ts';

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
  if (isFirst) await endReading(tx, claim.game.gameId, gap);
  else if (gap === undefined) await closeGaps(tx, claim.game.gameId);
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
