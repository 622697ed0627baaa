import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Config } from '../config/config.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { GAME, SEASON, SPORT, TASK } from '../db/table-aliases.ts';
import {
  BOX_SCORE_SPORTS,
  type BoxScoreSport,
  type Sport,
  hasBoxScores,
  withoutBoxScores,
} from '../domain/sport.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import { requestIdOfWork } from '../platform/log-fields.ts';
import { type ActTools, act, done, dueNow, hasGap, pauseWords, reopen, tellTimeline } from './acted-task.ts';
import { type ActionResult, type Actor, conflict } from './action-result.ts';
import { createTasks } from './create-tasks.ts';

export type TaskActions = {
  /** Opens a task again (or brings a waiting one forward) and runs it now, with fresh attempts. */
  retry: (taskId: number, actor: Actor) => Promise<ActionResult>;
  /** Ends an open or failed task; a run in progress loses its claim and cannot write. */
  cancel: (taskId: number, actor: Actor) => Promise<ActionResult>;
  /** Moves an open task to another time. */
  reschedule: (taskId: number, at: Date, actor: Actor) => Promise<ActionResult>;
  /**
   * Seeds a game now, making a task where there is none. A seeded game is read again only with `force`; one of a sport
   * without box scores is refused.
   */
  seedGame: (gameId: number, options: { force: boolean }, actor: Actor) => Promise<ActionResult>;
  /** The same for all games of a slate date that have box scores; games that refuse are reported one by one. */
  seedGamesOn: (
    slate: { date: string; sport?: BoxScoreSport },
    options: { force: boolean },
    actor: Actor,
  ) => Promise<readonly ActionResult[]>;
  /**
   * Makes the missing tasks of a season's games that are not seeded, cancelled or without play. Games whose window
   * opened more than `pastHours` ago are left without one.
   */
  generateTasks: (
    season: { sport: BoxScoreSport; year: number; pastHours: number | undefined },
    actor: Actor,
  ) => Promise<{ tasksCreated: number }>;
};

export type TaskActionOptions = ActTools & { delayMs: Config['seeding']['delayMs']; maxRetries: number };

export function createTaskActions(options: TaskActionOptions): TaskActions {
  return {
    retry: (taskId, actor) => retry(options, taskId, actor),
    cancel: (taskId, actor) => cancel(options, taskId, actor),
    reschedule: (taskId, at, actor) => reschedule(options, taskId, at, actor),
    seedGame: (gameId, how, actor) => seedGame(options, gameId, how, actor),
    seedGamesOn: (slate, how, actor) => seedGamesOn(options, slate, how, actor),
    generateTasks: (season, actor) => generateTasks(options, season, actor),
  };
}

function byId(taskId: number) {
  return { condition: sql`${TASK.id} = ${taskId}`, missing: `There is no task ${taskId}.` };
}

function retry(tools: TaskActionOptions, taskId: number, actor: Actor): Promise<ActionResult> {
  return act(tools, byId(taskId), async (tx, task) => {
    if (task.is_leased) return conflict(`Task ${taskId} is running right now.`);
    if (task.status === 'completed' && !hasGap(task)) {
      return conflict(`Task ${taskId} is completed; seed game ${task.game_id} with force to read it again.`);
    }
    await reopen(tx, task, { isFromScratch: false });
    await tellTimeline(tx, task, 'retried', 'Retried by hand: due now, with fresh attempts', actor);
    return dueNow(task, `Task ${taskId}`);
  });
}

function cancel(tools: TaskActionOptions, taskId: number, actor: Actor): Promise<ActionResult> {
  return act(tools, byId(taskId), async (tx, task) => {
    if (task.status === 'completed') return conflict(`Task ${taskId} is completed already.`);
    if (task.status === 'cancelled') return conflict(`Task ${taskId} is cancelled already.`);
    const where = sql`${seedingTasks.id} = ${taskId}`;
    await tx.execute(transitionSql({ table: seedingTasks, event: 'cancel', where }));
    await tellTimeline(tx, task, 'cancelled', 'Cancelled by hand', actor);
    return done(task, `Task ${taskId} is cancelled.`);
  });
}

function reschedule(tools: TaskActionOptions, taskId: number, at: Date, actor: Actor): Promise<ActionResult> {
  return act(tools, byId(taskId), async (tx, task) => {
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
  tools: TaskActionOptions,
  gameId: number,
  { force }: { force: boolean },
  actor: Actor,
): Promise<ActionResult> {
  const { db, delayMs, maxRetries } = tools;
  const sport = await sportOf(db, gameId);
  if (sport && !hasBoxScores(sport))
    return conflict(
      `${withoutBoxScores(sport)}: game ${gameId} has nothing to seed.`,
      'Its result comes by itself.',
    );
  const created = await createTasks(db, sql`${GAME.id} = ${gameId}`, delayMs, maxRetries);
  return act(
    tools,
    {
      condition: sql`${TASK.gameId} = ${gameId} and ${TASK.pass} = 'first'`,
      missing: `There is no game ${gameId}.`,
    },
    async (tx, task) => {
      if (task.is_leased) return conflict(`Game ${gameId} is being seeded right now.`);
      if (task.status === 'completed' && !force && !hasGap(task)) {
        return conflict(`Game ${gameId} is seeded already; use force to read it again.`);
      }
      await reopen(tx, task, { isFromScratch: force });
      const what = created.length > 0 ? 'Seeding asked for by hand' : 'Seeding asked for by hand, due now';
      await tellTimeline(tx, task, 'seed_requested', force ? `${what}, everything read again` : what, actor);
      return dueNow(task, `Game ${gameId}`);
    },
  );
}

async function sportOf(db: TaskActionOptions['db'], gameId: number): Promise<Sport | undefined> {
  const [row] = await db
    .select({ sport: SPORT.displayName })
    .from(GAME)
    .innerJoin(SPORT, eq(SPORT.id, GAME.sportId))
    .where(eq(GAME.id, gameId));
  return row?.sport;
}

async function seedGamesOn(
  tools: TaskActionOptions,
  slate: { date: string; sport?: BoxScoreSport },
  { force }: { force: boolean },
  actor: Actor,
): Promise<readonly ActionResult[]> {
  const slateGames = await tools.db
    .select({ id: GAME.id })
    .from(GAME)
    .innerJoin(SPORT, eq(SPORT.id, GAME.sportId))
    .where(
      and(
        sql`${GAME.slateDate} = ${slate.date}::date and ${GAME.status} <> 'cancelled'`,
        inArray(SPORT.displayName, slate.sport ? [slate.sport] : [...BOX_SCORE_SPORTS]),
      ),
    )
    .orderBy(GAME.gameDatetime, GAME.id);
  const results: ActionResult[] = [];
  for (const { id } of slateGames) results.push(await seedGame(tools, id, { force }, actor));
  return results;
}

async function generateTasks(
  { db, publisher, delayMs, maxRetries, logger }: TaskActionOptions,
  { sport, year, pastHours }: { sport: BoxScoreSport; year: number; pastHours: number | undefined },
  actor: Actor,
): Promise<{ tasksCreated: number }> {
  const created = await createTasks(
    db,
    sql`${SPORT.displayName} = ${sport} and ${SEASON.year} = ${year}
        and ${GAME.status} not in ('cancelled', 'awarded') and ${GAME.seedingStatus} not in ('completed', 'skipped')
        and (${pastHours ?? null}::float8 is null or due.at > now() - ${pastHours ?? null}::float8 * interval '1 hour')`,
    delayMs,
    maxRetries,
  );
  logger.info({ sport, year, tasksCreated: created.length, actor: actor.name }, 'tasks generated');
  await publisher.tryPublishPending();
  return { tasksCreated: created.length };
}
