import { desc, sql } from 'drizzle-orm';
import { alias } from '../db/alias.ts';
import type { Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { notNull, orNull, selecting } from '../db/selecting.ts';
import { workerHeartbeats } from '../db/schema/operations.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { games } from '../db/schema/games.ts';
import { EVENT, GAME, TASK } from '../db/table-aliases.ts';
import { type AlsoSet, transitionSql } from '../jobs/ledger/write-transitions.ts';
import { callsOfLostRun } from '../jobs/runs/orphaned-runs.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import { logRun } from '../jobs/runs/run-log.ts';
import { recordEvent } from './events.ts';
import { seedingTypeOf } from './seeding-type.ts';

/**
 * A start is lost when it ended in neither an outcome nor a release: its worker vanished. `start_count` of a task
 * counts the starts since the last one that ended, so between two starts it is the number of lost ones.
 */

/** From so many lost starts on, a task runs alone in its process: its next crash is nobody else's. */
export const SUSPECT_AFTER_LOST_STARTS = 2;

const WORKER = alias(workerHeartbeats, 'worker');

type LostRow = {
  game_id: number;
  fence: number;
  pass: string;
  unit_id: number | null;
  sport_id: number;
  season_id: number;
  start_count: number;
  claimed_by: string | null;
  lease_expires_at: Date;
  /** The worker's own last words; null where it took itself off the list, or never was on it. */
  worker_state: string | null;
  last_seen_at: Date | null;
  version: string | null;
  running_task_ids: number[] | null;
  event_loop_lag_ms: number | null;
};

/** What is known of one lost start; what a person reads who wonders why a task was set aside. */
type LostStart = {
  worker: string;
  version: string;
  lease_ended_at: string;
  last_heard_of_at: string;
  ran_beside: readonly number[];
};

/**
 * Takes back a claim whose lease ran out, so that the task is pending again, and notes the lost start on the game's
 * timeline. With `maxLostStarts` of them in a row the task is set aside as failed (`poison`) instead. A worker that
 * was told to stop and was then killed, or that lives on and only could not reach Postgres, is no fault of the task:
 * that start does not count.
 */
export async function takeBackLostClaim(
  tx: Executor,
  request: { taskId: number; revision: number; maxLostStarts: number; workerId: string; leaseMs: number },
): Promise<void> {
  const { taskId } = request;
  const lost = await lockLostClaim(tx, request);
  if (!lost) return;
  const { game_id: gameId, claimed_by: worker } = lost;
  const excuse = excuseFor(lost, request.leaseMs);
  const lostCount = Math.max(0, excuse === undefined ? lost.start_count : lost.start_count - 1);
  const isSetAside = excuse === undefined && lostCount >= request.maxLostStarts;
  const run = await logLostRun(tx, taskId, lost, excuse);
  if (!isSetAside) {
    await tx.execute(
      transitionSql({
        table: seedingTasks,
        event: 'rescue',
        where: sql`${seedingTasks.id} = ${taskId}`,
        also: { startCount: lostCount, ...costOf(run) },
      }),
    );
  }
  const runId = seedRunId({ taskId, fence: lost.fence });
  const event = { gameId, taskId, actor: request.workerId, runId };
  if (excuse !== undefined) {
    const message = `Given back: its worker ${worker ?? ''} ${excuse}. This start does not count.`;
    return recordEvent(tx, { ...event, kind: 'released', message });
  }
  const evidence = describeLoss(lost, taskId);
  await recordEvent(tx, {
    ...event,
    kind: 'start_lost',
    message: `Start ${lostCount} of at most ${request.maxLostStarts} ended with its worker: ${evidence.worker} was last heard of at ${evidence.last_heard_of_at}, and its claim ended at ${evidence.lease_ended_at}.`,
    data: evidence,
  });
  if (isSetAside) await setAside(tx, { ...event, lostCount, run });
}

/** The task whose lease ran out, locked, with its worker as it was last heard of; undefined where the claim holds. */
function lockLostClaim(tx: Executor, { taskId, revision }: { taskId: number; revision: number }) {
  return firstRow(
    tx,
    selecting(
      {
        game_id: TASK.gameId,
        fence: TASK.fence,
        pass: TASK.pass,
        unit_id: TASK.unitId,
        sport_id: GAME.sportId,
        season_id: GAME.seasonId,
        start_count: TASK.startCount,
        claimed_by: TASK.claimedBy,
        lease_expires_at: notNull(TASK.leaseExpiresAt),
        worker_state: orNull(WORKER.state),
        last_seen_at: orNull(WORKER.lastSeenAt),
        version: orNull(WORKER.version),
        running_task_ids: orNull(WORKER.runningTaskIds),
        event_loop_lag_ms: orNull(WORKER.eventLoopLagMs),
      },
      (list) => sql`
      select ${list}
      from ${seedingTasks} as ${TASK} join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId}
      left join ${workerHeartbeats} as ${WORKER} on ${WORKER.workerId} = ${TASK.claimedBy}
      where ${TASK.id} = ${taskId} and ${TASK.revision} = ${revision} and ${TASK.status} = 'running'
        and ${TASK.leaseExpiresAt} <= now()
      for update of ${TASK}`,
    ),
  );
}

/** The entry of a lost run in `sync_log`, and the calls that it is known to have begun. */
type LoggedRun = { syncLogId: number; calls: number };

function costOf({ calls }: LoggedRun): AlsoSet<typeof seedingTasks> {
  return { apiCallsMade: sql`${seedingTasks.apiCallsMade} + ${calls}` };
}

async function logLostRun(
  tx: Executor,
  taskId: number,
  lost: LostRow,
  excuse: string | undefined,
): Promise<LoggedRun> {
  const runId = seedRunId({ taskId, fence: lost.fence });
  const calls = await callsOfLostRun(tx, runId);
  const syncLogId = await logRun(tx, {
    runId,
    operation: 'seed_game',
    sportId: lost.sport_id,
    seasonId: lost.season_id,
    gameId: lost.game_id,
    taskId,
    seedingType: seedingTypeOf({ pass: lost.pass, unitId: lost.unit_id }),
    status: 'killed',
    apiCallsMade: calls,
    details: {
      worker: lost.claimed_by,
      ...(excuse === undefined ? {} : { message: `its worker ${excuse}` }),
    },
  });
  return { syncLogId, calls };
}

/** States in which a worker has been told to stop; see the heartbeats. */
const STOPPED_STATES: ReadonlySet<string> = new Set(['stopping', 'stopped']);

/** Why a lost start is not the task's doing; undefined when it may be. */
function excuseFor(lost: LostRow, leaseMs: number): string | undefined {
  if (lost.worker_state === null || STOPPED_STATES.has(lost.worker_state))
    return 'was told to stop and ended before it did so itself';
  const isHeardOfSince = lost.last_seen_at !== null && lost.last_seen_at > lost.lease_expires_at;
  // A worker that was too busy to renew its leases lives too, but that may well be this task's doing.
  const wasBlocked = (lost.event_loop_lag_ms ?? 0) > leaseMs / 2;
  if (isHeardOfSince && !wasBlocked) return 'lives, but could not renew the claim in time';
  return undefined;
}

function describeLoss(lost: LostRow, taskId: number): LostStart {
  return {
    worker: lost.claimed_by ?? 'unknown',
    version: lost.version ?? 'unknown',
    lease_ended_at: lost.lease_expires_at.toISOString(),
    last_heard_of_at: lost.last_seen_at?.toISOString() ?? 'never',
    ran_beside: (lost.running_task_ids ?? []).filter((id) => id !== taskId),
  };
}

/** Ends a task whose every start took its worker with it, with the evidence. */
async function setAside(
  tx: Executor,
  {
    gameId,
    taskId,
    actor,
    lostCount,
    run,
  }: { gameId: number; taskId: number; actor: string; lostCount: number; run: LoggedRun },
): Promise<void> {
  const starts = await tx
    .select({ data: sql<LostStart>`${EVENT.data}` })
    .from(EVENT)
    .where(sql`${EVENT.taskId} = ${taskId} and ${EVENT.kind} = 'start_lost'`)
    .orderBy(desc(EVENT.id))
    .limit(lostCount);
  const workers = [...new Set(starts.map(({ data }) => data.worker))];
  const message =
    `set aside, because ${lostCount} starts in a row ended with their worker and nothing else (${workers.join(', ')}); ` +
    'see the logs of these workers and the memory that they had, mend the cause, then retry the task';
  await tx.execute(
    transitionSql({
      table: seedingTasks,
      event: 'dead-letter',
      where: sql`${seedingTasks.id} = ${taskId}`,
      also: {
        startCount: lostCount,
        errorType: POISON,
        errorMessage: message,
        syncLogId: run.syncLogId,
        ...costOf(run),
      },
    }),
  );
  await recordEvent(tx, {
    gameId,
    taskId,
    kind: 'failed',
    message: `Given up: ${message}.`,
    data: { errorType: POISON, starts: starts.map(({ data }) => data) },
    actor,
  });
}

/** `error_type` of a task that takes its worker with it. */
const POISON = 'poison';
