import { type SQL, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { bareColumns } from '../db/bare-columns.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { games } from '../db/schema/games.ts';
import { sports } from '../db/schema/reference.ts';
import { seedingTaskEntities, seedingTasks } from '../db/schema/tasks.ts';
import { GAME, SPORT, TASK } from '../db/table-aliases.ts';
import type { Sport } from '../domain/sport.ts';
import type { SeedingStatus } from '../domain/statuses.ts';
import { removeOutdatedJobs } from '../jobs/bullmq/outdated-jobs.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import type { Publisher } from '../jobs/publisher.ts';
import type { QueueStore } from '../jobs/store.ts';
import { requestIdOfWork } from '../platform/log-fields.ts';
import type { Logger } from '../platform/logger.ts';
import { type ActionResult, type Actor, earlyWords } from './action-result.ts';
import { recordEvent } from './events.ts';

/** A task that somebody acts on, locked. */
type TaskRow = {
  id: number;
  game_id: number;
  pass: string;
  revision: number;
  status: string;
  sport: Sport;
  seeding_status: SeedingStatus;
  is_leased: boolean;
  is_paused: boolean;
  scheduled_time: Date;
  is_early: boolean;
};

export type ActTools = { db: Database; store: QueueStore; publisher: Publisher; logger: Logger };

/**
 * Locks the task that `condition` (over `task`) names, lets `decide` change it, and afterwards tells the queue. `missing`
 * is said where there is none.
 */
export async function act(
  { db, store, publisher, logger }: ActTools,
  { condition, missing }: { condition: SQL; missing: string },
  decide: (tx: Executor, task: TaskRow) => Promise<ActionResult>,
): Promise<ActionResult> {
  let before: TaskRow | undefined;
  const result = await db.transaction(async (tx): Promise<ActionResult> => {
    before = await lockTask(tx, condition);
    if (!before) return { ok: false, reason: 'not_found', message: missing };
    return decide(tx, before);
  });
  if (result.ok && before) {
    const { sport, game_id: gameId, pass, revision } = before;
    await removeOutdatedJobs({ store, logger }, sport, [{ gameId, pass, revision }]);
    await publisher.tryPublishPending();
  }
  return result;
}

function lockTask(tx: Executor, condition: SQL): Promise<TaskRow | undefined> {
  return firstRow(
    tx,
    selecting(
      {
        id: TASK.id,
        game_id: TASK.gameId,
        pass: TASK.pass,
        revision: TASK.revision,
        status: TASK.status,
        sport: SPORT.displayName,
        seeding_status: GAME.seedingStatus,
        is_leased: sql<boolean>`coalesce(${TASK.status} = 'running' and ${TASK.leaseExpiresAt} > now(), false)`,
        is_paused: sql<boolean>`${SPORT.pausedAt} is not null`,
        scheduled_time: TASK.scheduledTime,
        is_early: sql<boolean>`${TASK.pass} = 'first' and ${TASK.scheduledTime} > now()`,
      },
      (list) => sql`select ${list}
        from ${seedingTasks} as ${TASK}
        join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId}
        join ${sports} as ${SPORT} on ${SPORT.id} = ${GAME.sportId}
        where ${condition}
        for update of ${TASK}`,
    ),
  );
}

/** A task that ended with players or teams missing: asking again may fill the gap. */
export function hasGap({ pass, status, seeding_status: seeding }: TaskRow): boolean {
  return pass === 'first' && status === 'completed' && seeding === 'partial';
}

/** What an action under a pause does not bring about yet. */
export function pauseWords({ is_paused: isPaused, sport }: TaskRow): string {
  return isPaused ? ` Seeding of ${sport} is paused: it waits until somebody resumes it.` : '';
}

export function done(task: TaskRow, message: string): ActionResult & { ok: true } {
  return { ok: true, taskId: task.id, gameId: task.game_id, message };
}

/** A run before the window asks for a game that has hardly begun: what comes of that is said at once. */
export function dueNow(task: TaskRow, what: string): ActionResult {
  const message = `${what} is due now.`;
  const paused = pauseWords(task);
  if (!task.is_early) return done(task, message + paused);
  const windowOpensAt = task.scheduled_time;
  return { ...done(task, `${message} ${earlyWords(windowOpensAt)}${paused}`), windowOpensAt };
}

/** Due now, at a new revision, with fresh attempts, before all others; from scratch also forgets what it has already. */
export async function reopen(
  tx: Executor,
  task: TaskRow,
  { isFromScratch }: { isFromScratch: boolean },
): Promise<void> {
  const forgetsAll = isFromScratch || (task.status === 'completed' && !hasGap(task));
  await tx.execute(
    transitionSql({
      table: seedingTasks,
      event: 'requeue',
      where: sql`${seedingTasks.id} = ${task.id}`,
      also: {
        dueAt: sql`now()`,
        requestId: requestIdOfWork() ?? null,
        isByHand: true,
        errorType: null,
        errorMessage: null,
        unitId: null,
        ...(forgetsAll
          ? { plan: null, fallbackFrom: null, entitiesExpected: null, entitiesDone: null }
          : { plan: sql`nullif(${seedingTasks.plan}, 'blanket')` }),
      },
    }),
  );
  const entity = seedingTaskEntities;
  if (forgetsAll) {
    await tx.execute(sql`delete from ${entity} where ${entity.taskId} = ${task.id}`);
    return;
  }
  await tx.execute(sql`
    update ${entity} set ${bareColumns(entity.status)} = 'pending', ${bareColumns(entity.attempts)} = 0
    where ${entity.taskId} = ${task.id} and ${entity.status} = 'failed'`);
}

/** Says on the game's timeline what somebody did. */
export async function tellTimeline(
  tx: Executor,
  task: TaskRow,
  kind: string,
  what: string,
  actor: Actor,
): Promise<void> {
  await recordEvent(tx, {
    gameId: task.game_id,
    taskId: task.id,
    kind,
    message: actor.reason ? `${what} (${actor.reason}).` : `${what}.`,
    actor: actor.name,
  });
}
