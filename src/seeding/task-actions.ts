import { type SQL, sql } from 'drizzle-orm';
import type { Config } from '../config/config.ts';
import type { Database, Executor } from '../db/database.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import type { Sport } from '../domain/sport.ts';
import type { SeedingStatus } from '../domain/statuses.ts';
import { requestIdOfWork } from '../platform/log-fields.ts';
import type { Logger } from '../platform/logger.ts';
import { removeOutdatedJobs } from '../jobs/bullmq/outdated-jobs.ts';
import { ONE_TASK_A_PASS, enqueueSql, transitionSql } from '../jobs/ledger/write-transitions.ts';
import type { Publisher } from '../jobs/publisher.ts';
import type { QueueStore } from '../jobs/store.ts';
import { recordEvent } from './events.ts';

/** What an action on one task or game came to. Refusals are facts for the caller, not exceptions. */
export type ActionResult =
  | {
      ok: true;
      taskId: number;
      gameId: number;
      message: string;
      /** When the window opens of a game that was asked for before that; absent otherwise. */
      windowOpensAt?: Date;
    }
  | { ok: false; reason: 'not_found' | 'conflict'; message: string };

/** Who acts, and why: both go on the game's timeline. */
export type Actor = { name: string; reason?: string };

export type TaskActions = {
  /** Opens a task again (or brings a waiting one forward) and runs it now, with fresh attempts. */
  retry: (taskId: number, actor: Actor) => Promise<ActionResult>;
  /** Ends an open or failed task; a run in progress loses its claim and cannot write. */
  cancel: (taskId: number, actor: Actor) => Promise<ActionResult>;
  /** Moves an open task to another time. */
  reschedule: (taskId: number, at: Date, actor: Actor) => Promise<ActionResult>;
  /** Seeds a game now, making a task where there is none. A seeded game is read again only with `force`. */
  seedGame: (gameId: number, options: { force: boolean }, actor: Actor) => Promise<ActionResult>;
  /** The same for all games of a slate date; games that refuse are reported one by one. */
  seedGamesOn: (
    slate: { date: string; sport?: Sport },
    options: { force: boolean },
    actor: Actor,
  ) => Promise<readonly ActionResult[]>;
  /**
   * Makes the missing tasks of a season's games that are not seeded, cancelled or without play. Games whose window
   * opened more than `pastHours` ago are left without one.
   */
  generateTasks: (
    season: { sport: Sport; year: number; pastHours: number | undefined },
    actor: Actor,
  ) => Promise<{ tasksCreated: number }>;
};

export type TaskActionOptions = {
  db: Database;
  store: QueueStore;
  publisher: Publisher;
  delayMs: Config['seeding']['delayMs'];
  maxRetries: number;
  logger: Logger;
};

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

export function createTaskActions(options: TaskActionOptions): TaskActions {
  const { db, store, publisher, delayMs, maxRetries, logger } = options;

  /** Locks the task, lets `decide` change it, and afterwards tells the queue. */
  async function act(
    condition: SQL,
    missing: string,
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

  function retry(taskId: number, actor: Actor): Promise<ActionResult> {
    return act(sql`task.id = ${taskId}`, `There is no task ${taskId}.`, async (tx, task) => {
      if (task.is_leased) return conflict(`Task ${taskId} is running right now.`);
      if (task.status === 'completed' && !hasGap(task)) {
        return conflict(
          `Task ${taskId} is completed; seed game ${task.game_id} with force to read it again.`,
        );
      }
      await reopen(tx, task, { isFromScratch: false });
      await tellTimeline(tx, task, 'retried', 'Retried by hand: due now, with fresh attempts', actor);
      return dueNow(task, `Task ${taskId}`);
    });
  }

  function cancel(taskId: number, actor: Actor): Promise<ActionResult> {
    return act(sql`task.id = ${taskId}`, `There is no task ${taskId}.`, async (tx, task) => {
      if (task.status === 'completed') return conflict(`Task ${taskId} is completed already.`);
      if (task.status === 'cancelled') return conflict(`Task ${taskId} is cancelled already.`);
      const where = sql`${seedingTasks.id} = ${taskId}`;
      await tx.execute(transitionSql({ table: seedingTasks, event: 'cancel', where }));
      await tellTimeline(tx, task, 'cancelled', 'Cancelled by hand', actor);
      return done(task, `Task ${taskId} is cancelled.`);
    });
  }

  function reschedule(taskId: number, at: Date, actor: Actor): Promise<ActionResult> {
    return act(sql`task.id = ${taskId}`, `There is no task ${taskId}.`, async (tx, task) => {
      if (task.is_leased) return conflict(`Task ${taskId} is running right now.`);
      if (task.status !== 'pending' && task.status !== 'running') {
        return conflict(`Task ${taskId} is ${task.status}; retry it to open it again.`);
      }
      await tx.execute(
        transitionSql({
          table: seedingTasks,
          event: 'reschedule',
          where: sql`${seedingTasks.id} = ${taskId}`,
          also: { scheduledTime: at, dueAt: at, requestId: requestIdOfWork() ?? null },
        }),
      );
      await tellTimeline(tx, task, 'rescheduled', `Rescheduled by hand to ${at.toISOString()}`, actor);
      return done(task, `Task ${taskId} is due at ${at.toISOString()}.${pauseWords(task)}`);
    });
  }

  async function seedGame(
    gameId: number,
    { force }: { force: boolean },
    actor: Actor,
  ): Promise<ActionResult> {
    const created = await createTasks(db, sql`game.id = ${gameId}`, delayMs, maxRetries);
    return act(
      sql`task.game_id = ${gameId} and task.pass = 'first'`,
      `There is no game ${gameId}.`,
      async (tx, task) => {
        if (task.is_leased) return conflict(`Game ${gameId} is being seeded right now.`);
        if (task.status === 'completed' && !force && !hasGap(task)) {
          return conflict(`Game ${gameId} is seeded already; use force to read it again.`);
        }
        await reopen(tx, task, { isFromScratch: force });
        const what = created.length > 0 ? 'Seeding asked for by hand' : 'Seeding asked for by hand, due now';
        await tellTimeline(
          tx,
          task,
          'seed_requested',
          force ? `${what}, everything read again` : what,
          actor,
        );
        return dueNow(task, `Game ${gameId}`);
      },
    );
  }

  async function seedGamesOn(
    slate: { date: string; sport?: Sport },
    { force }: { force: boolean },
    actor: Actor,
  ): Promise<readonly ActionResult[]> {
    const games = await rowsOf<{ id: number }>(
      db,
      sql`select game.id from games as game join sports as sport on sport.id = game.sport_id
          where game.slate_date = ${slate.date}::date and game.status <> 'cancelled'
            and (${slate.sport ?? null}::text is null or sport.display_name = ${slate.sport ?? null})
          order by game.game_datetime, game.id`,
    );
    const results: ActionResult[] = [];
    for (const { id } of games) results.push(await seedGame(id, { force }, actor));
    return results;
  }

  const generateTasks: TaskActions['generateTasks'] = async ({ sport, year, pastHours }, actor) => {
    const created = await createTasks(
      db,
      sql`sport.display_name = ${sport} and season.year = ${year}
          and game.status not in ('cancelled', 'awarded') and game.seeding_status not in ('completed', 'skipped')
          and (${pastHours ?? null}::float8 is null or due.at > now() - ${pastHours ?? null}::float8 * interval '1 hour')`,
      delayMs,
      maxRetries,
    );
    logger.info({ sport, year, tasksCreated: created.length, actor: actor.name }, 'tasks generated');
    await publisher.tryPublishPending();
    return { tasksCreated: created.length };
  };

  return { retry, cancel, reschedule, seedGame, seedGamesOn, generateTasks };
}

/** A task that ended with players or teams missing: asking again may fill the gap. */
function hasGap({ pass, status, seeding_status: seeding }: TaskRow): boolean {
  return pass === 'first' && status === 'completed' && seeding === 'partial';
}

function conflict(message: string): ActionResult {
  return { ok: false, reason: 'conflict', message };
}

/** What an action under a pause does not bring about yet. */
function pauseWords({ is_paused: isPaused, sport }: TaskRow): string {
  return isPaused ? ` Seeding of ${sport} is paused: it waits until somebody resumes it.` : '';
}

function done(task: TaskRow, message: string): ActionResult & { ok: true } {
  return { ok: true, taskId: task.id, gameId: task.game_id, message };
}

/** A run before the window asks for a game that has hardly begun: what comes of that is said at once. */
function dueNow(task: TaskRow, what: string): ActionResult {
  const message = `${what} is due now.`;
  const paused = pauseWords(task);
  if (!task.is_early) return done(task, message + paused);
  const windowOpensAt = task.scheduled_time;
  return { ...done(task, `${message} ${earlyWords(windowOpensAt)}${paused}`), windowOpensAt };
}

/** What becomes of a game that is asked for before its window opens. */
export function earlyWords(windowOpensAt: Date): string {
  return `Its window opens only at ${windowOpensAt.toISOString()}: if the provider does not have it final yet, it is put on hold and looked at again, at the latest then.`;
}

function lockTask(tx: Executor, condition: SQL): Promise<TaskRow | undefined> {
  return firstRow<TaskRow>(
    tx,
    sql`select task.id, task.game_id, task.pass, task.revision, task.status, sport.display_name as sport,
               game.seeding_status,
               coalesce(task.status = 'running' and task.lease_expires_at > now(), false) as is_leased,
               sport.paused_at is not null as is_paused, task.scheduled_time,
               task.pass = 'first' and task.scheduled_time > now() as is_early
        from seeding_tasks as task
        join games as game on game.id = task.game_id
        join sports as sport on sport.id = game.sport_id
        where ${condition}
        for update of task`,
  );
}

/** Due now, at a new revision, with fresh attempts, before all others; from scratch also forgets what it has already. */
async function reopen(
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
        blanketId: null,
        ...(forgetsAll
          ? { plan: null, fallbackFrom: null, entitiesExpected: null, entitiesDone: null }
          : { plan: sql`nullif(${seedingTasks.plan}, 'blanket')` }),
      },
    }),
  );
  if (forgetsAll) {
    await tx.execute(sql`delete from seeding_task_entities where task_id = ${task.id}`);
    return;
  }
  await tx.execute(sql`
    update seeding_task_entities set status = 'pending', attempts = 0 where task_id = ${task.id} and status = 'failed'`);
}

async function tellTimeline(
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

/** Makes first-pass tasks for the games that match and have none, due when their window opens. */
export async function createTasks(
  executor: Executor,
  condition: SQL,
  delayMs: Config['seeding']['delayMs'],
  maxRetries: number,
): Promise<readonly number[]> {
  const rows = await rowsOf<{ id: number }>(
    executor,
    enqueueSql(seedingTasks, {
      columns: ['gameId', 'scheduledTime', 'dueAt', 'maxRetries', 'requestId'],
      source: sql`
        select game.id, due.at, due.at, ${maxRetries}::int, ${requestIdOfWork() ?? null}::text
        from games as game
        join sports as sport on sport.id = game.sport_id
        join seasons as season on season.id = game.season_id
        cross join lateral (
          select game.game_datetime + (${JSON.stringify(delayMs)}::jsonb ->> sport.display_name)::bigint
                 * interval '1 millisecond' as at) as due
        where ${condition}`,
      conflictOn: ONE_TASK_A_PASS,
      returning: sql`id`,
    }),
  );
  return rows.map((row) => row.id);
}
