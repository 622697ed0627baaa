import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { changedRows, rowsOf } from '../db/rows.ts';
import { columnIn, selecting } from '../db/selecting.ts';
import { games } from '../db/schema/games.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { type Sport, hasBoxScores } from '../domain/sport.ts';
import { requestIdOfWork } from '../platform/log-fields.ts';
import type { SeedJobRef } from '../jobs/job-id.ts';
import { gamesOffSql, gamesOnAgainSql } from '../jobs/ledger/game-standing.ts';
import { ONE_TASK_A_PASS, enqueueSql, transitionSql } from '../jobs/ledger/write-transitions.ts';
import { type PastPolicy, RECENT_WINDOW_HOURS } from './ingest-request.ts';

export type FollowScope = {
  /** Games of a sport without box scores have no tasks. */
  sport: Sport;
  /** From tip-off to the opening of the window. */
  delayMs: number;
  maxRetries: number;
  past: PastPolicy;
};

/** Games that were changed, as their rows are now. */
export type ChangedGames = {
  ids: readonly number[];
  /** Those whose start moved or became known. */
  movedIds: readonly number[];
  /** Those that were cancelled, awarded or postponed and are to be played after all. */
  returnedIds: readonly number[];
};

export type Followed = {
  tasksCreated: number;
  tasksRescheduled: number;
  /** Jobs that the queue may still hold for tasks as they were before. */
  outdated: readonly SeedJobRef[];
};

/** Takes the tasks' locks before those of the games, in the order in which a run takes them. */
export async function lockTasks(tx: Executor, gameIds: readonly number[]): Promise<void> {
  if (gameIds.length === 0) return;
  await tx.execute(sql`
    select ${seedingTasks.id} from ${seedingTasks} where ${seedingTasks.gameId} = any(${idList(gameIds)})
    order by ${seedingTasks.id} for update`);
}

/**
 * Lets the tasks follow their games, in the transaction of the change:
 * - a game that is off ends its open and failed tasks;
 * - a game with another start has its task at the new window, at a new revision and with fresh attempts, also
 *   where the task had failed; a run in progress loses its claim. One that a person cancelled stays cancelled;
 * - a game that is on again has its task opened again;
 * - a postponed game and one without a known time carry their hold, the others lose it.
 * Tasks of seeded games are left alone, and so are those of games with changes of another kind.
 */
export async function followGames(
  tx: Executor,
  changed: ChangedGames,
  scope: FollowScope,
): Promise<Followed> {
  if (changed.ids.length === 0 || !hasBoxScores(scope.sport))
    return { tasksCreated: 0, tasksRescheduled: 0, outdated: [] };
  const ended = await endTasks(tx, changed.ids);
  const rescheduled = await rescheduleTasks(tx, changed, scope);
  const tasksCreated = await insertTasks(tx, [...changed.movedIds, ...changed.returnedIds], scope);
  await settleHolds(tx, changed.ids);
  return {
    tasksCreated,
    tasksRescheduled: rescheduled.length,
    outdated: [...ended, ...rescheduled],
  };
}

const IS_OFF = sql`${games.status} in ('cancelled', 'awarded')`;
const IS_SEEDED = sql`${games.seedingStatus} in ('completed', 'partial')`;

/** The jobs that the queue may still hold for tasks as they were before the transition. */
const OUTDATED_JOB = {
  gameId: columnIn('moved', seedingTasks.gameId),
  pass: columnIn('moved', seedingTasks.pass),
  revision: sql<number>`${columnIn('moved', seedingTasks.revision)} - 1`,
};

/** The hold that a game's own state puts on its task. */
const OWN_HOLD = sql`case when ${games.status} = 'postponed' then 'postponed' when not ${games.timeConfirmed} then 'time_unknown' end`;

async function endTasks(tx: Executor, gameIds: readonly number[]): Promise<SeedJobRef[]> {
  const isOff = sql`${games.id} = any(${idList(gameIds)}) and ${IS_OFF} and not ${IS_SEEDED}`;
  const ended = await rowsOf(
    tx,
    selecting(OUTDATED_JOB, (list) =>
      transitionSql({
        table: seedingTasks,
        event: 'cancel',
        from: sql`${games}`,
        where: sql`${seedingTasks.gameId} = ${games.id} and ${isOff}`,
        select: sql`select ${list} from moved`,
      }),
    ),
  );
  await tx.execute(gamesOffSql(isOff));
  return ended;
}

async function rescheduleTasks(
  tx: Executor,
  { movedIds, returnedIds }: ChangedGames,
  scope: FollowScope,
): Promise<SeedJobRef[]> {
  if (movedIds.length + returnedIds.length === 0) return [];
  const task = seedingTasks;
  const rows = await rowsOf(
    tx,
    selecting(OUTDATED_JOB, (list) =>
      transitionSql({
        table: task,
        event: 'requeue',
        from: sql`${games} cross join lateral (select ${windowOf(scope)} as at) as window_opens`,
        where: sql`${task.gameId} = ${games.id} and ${task.pass} = 'first' and not ${IS_OFF} and not ${IS_SEEDED}
        and ((${games.id} = any(${idList(movedIds)}) and ${task.status} in ('pending', 'running', 'failed'))
          or (${games.id} = any(${idList(returnedIds)})
              and ${task.status} in ('pending', 'running', 'failed', 'cancelled')))
        and (${task.status} in ('failed', 'cancelled')
          or (${task.scheduledTime}, ${task.dueAt}) is distinct from (window_opens.at, window_opens.at))`,
        also: {
          scheduledTime: sql`window_opens.at`,
          dueAt: sql`window_opens.at`,
          requestId: requestIdOfWork() ?? null,
          holdReason: OWN_HOLD,
          stuckSince: null,
          errorType: null,
          errorMessage: null,
          isByHand: sql`${task.isByHand}`,
        },
        select: sql`select ${list} from moved`,
      }),
    ),
  );
  await tx.execute(gamesOnAgainSql(sql`${games.id} = any(${idList(returnedIds)}) and not ${IS_OFF}`));
  return rows;
}

/** One task per game that has none, due when its window opens. Returns how many were made. */
export async function insertTasks(
  tx: Executor,
  gameIds: readonly number[],
  scope: FollowScope,
): Promise<number> {
  if (gameIds.length === 0 || !hasBoxScores(scope.sport)) return 0;
  const window = windowOf(scope);
  return changedRows(
    tx,
    enqueueSql(seedingTasks, {
      columns: ['gameId', 'scheduledTime', 'dueAt', 'maxRetries', 'holdReason', 'requestId'],
      source: sql`
        select ${games.id}, ${window}, ${window}, ${scope.maxRetries}::int, ${OWN_HOLD}, ${requestIdOfWork() ?? null}::text
        from ${games}
        where ${games.id} = any(${idList(gameIds)}) and not ${IS_OFF} and not ${IS_SEEDED}
          and ${pastCondition(scope.past, window)}`,
      conflictOn: ONE_TASK_A_PASS,
    }),
  );
}

/** Holds say what is the case now; those of the provider's making are left alone. */
async function settleHolds(tx: Executor, gameIds: readonly number[]): Promise<void> {
  const task = seedingTasks;
  await tx.execute(
    transitionSql({
      table: task,
      event: 'defer',
      from: sql`${games}`,
      where: sql`${task.gameId} = ${games.id} and ${games.id} = any(${idList(gameIds)}) and ${task.pass} = 'first'
        and ${task.holdReason} is distinct from (${OWN_HOLD})
        and ((${OWN_HOLD}) is not null or ${task.holdReason} in ('postponed', 'time_unknown'))`,
      also: { holdReason: OWN_HOLD, holdDetail: null },
    }),
  );
}

function windowOf({ delayMs }: FollowScope): SQL {
  return sql`(${games.gameDatetime} + ${delayMs} * interval '1 millisecond')`;
}

function pastCondition(past: PastPolicy, window: SQL): SQL {
  switch (past) {
    case 'all':
      return sql`true`;
    case 'recent':
      return sql`${window} > now() - ${RECENT_WINDOW_HOURS} * interval '1 hour'`;
    case 'none':
      return sql`${window} > now()`;
  }
}

function idList(ids: readonly number[]): SQL {
  return sql`${sql.param([...ids])}::int[]`;
}
