import { type SQL, sql } from 'drizzle-orm';
import { games } from '../../db/schema/games.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Sport } from '../../domain/sport.ts';
import { type TaskRow, selectTasks } from '../../read/tasks/task-rows.ts';
import { IS_FAILED, IS_RETRYING } from './ended-games.ts';
import type { Fact } from './fact.ts';
import { type DaysOfSport, IS_LISTED_GAME, TASKS_OF_SPORTS, ofSport, since, task } from './scope.ts';

type Limited = { limit: number };

/** A list of tasks as a fact: which of them, in which order. */
function listOf(
  about: Pick<Fact<Limited, unknown>, 'name' | 'meaning' | 'window'>,
  where: SQL,
  orderBy: SQL,
): Fact<Limited, readonly TaskRow[]> {
  return {
    ...about,
    unit: 'tasks',
    read: (executor, { limit }) => selectTasks(executor, { where, orderBy, limit }),
  };
}

const DUE_FIRST = sql`${task.dueAt}, ${task.id}`;
const NEWEST_FIRST = sql`${task.updatedAt} desc, ${task.id} desc`;
const LAST_WEEK = sql`${task.updatedAt} >= ${since(7)}`;

export const nextGames = listOf(
  {
    name: 'next_games',
    meaning: 'Games that wait for nothing but their time, the next first.',
    window: 'now',
  },
  sql`${task.status} = 'pending' and ${IS_LISTED_GAME} and ${task.holdReason} is null`,
  DUE_FIRST,
);

export const runningTasks = listOf(
  { name: 'running_tasks', meaning: 'Every run that is under way, of games and corrections.', window: 'now' },
  sql`${task.status} = 'running'`,
  DUE_FIRST,
);

export const heldTasks = listOf(
  { name: 'held_tasks', meaning: 'Games that are held, the next to be looked at first.', window: 'now' },
  sql`${task.status} = 'pending' and ${IS_LISTED_GAME} and ${task.holdReason} is not null`,
  DUE_FIRST,
);

export const failedGames = listOf(
  { name: 'failed_games', meaning: 'Games that gave up for good, the newest first.', window: 'any time' },
  sql`${task.status} = 'failed' and ${IS_LISTED_GAME}`,
  NEWEST_FIRST,
);

export const doneGames = listOf(
  {
    name: 'done_games',
    meaning: 'Games whose first pass is done, the newest first.',
    window: 'the last 7 days',
  },
  sql`${task.status} = 'completed' and ${IS_LISTED_GAME} and ${LAST_WEEK}`,
  NEWEST_FIRST,
);

export const failedCorrections = listOf(
  {
    name: 'failed_corrections',
    meaning: 'Corrections that failed, the newest first.',
    window: 'the last 7 days',
  },
  sql`${task.status} = 'failed' and not ${IS_LISTED_GAME} and ${LAST_WEEK}`,
  NEWEST_FIRST,
);

/** Where a condition looks at the sport of a listed task. */
const LISTED_WITH_SPORTS = sql`${seedingTasks} as ${task}
  join ${games} on ${games.id} = ${task.gameId} join ${sports} on ${sports.id} = ${games.sportId}`;

export const upcomingTasks: Fact<DaysOfSport & Limited, readonly TaskRow[]> = {
  name: 'upcoming_tasks',
  meaning: 'Open tasks that fall due, the overdue first.',
  unit: 'tasks',
  window: 'the next days',
  read: (executor, { days, sport, limit }) =>
    selectTasks(executor, {
      source: LISTED_WITH_SPORTS,
      where: sql`${task.status} = 'pending' and ${task.dueAt} <= now() + ${days} * interval '1 day' and ${ofSport(sport)}`,
      orderBy: DUE_FIRST,
      limit,
    }),
};

export const waitingTasks: Fact<{ sport?: Sport | undefined } & Limited, readonly TaskRow[]> = {
  name: 'waiting_tasks',
  meaning:
    'Tasks whose window is open and that have not ended: held ones wait too, until their hold is over.',
  unit: 'tasks',
  window: 'now',
  read: (executor, { sport, limit }) =>
    selectTasks(executor, {
      source: LISTED_WITH_SPORTS,
      where: sql`${task.status} = 'pending' and ${task.scheduledTime} <= now() and ${ofSport(sport)}`,
      orderBy: sql`${task.scheduledTime}, ${task.id}`,
      limit,
    }),
};

/** Tasks that failed for good or so far, in the window of the outcomes. */
export function failedOf({ days, sport }: DaysOfSport): SQL {
  return sql`(${IS_FAILED} or ${IS_RETRYING}) and ${seedingTasks.updatedAt} >= ${since(days)} and ${ofSport(sport)}`;
}

export const failedTasks: Fact<DaysOfSport & Limited, readonly TaskRow[]> = {
  name: 'failed_tasks',
  meaning:
    'Tasks that failed for good, or so far and are tried again: where trouble shows first. The newest first.',
  unit: 'tasks',
  window: 'changed in the last days',
  read: (executor, { limit, ...scope }) =>
    selectTasks(executor, {
      where: sql`${task.id} in (select ${seedingTasks.id} from ${TASKS_OF_SPORTS} where ${failedOf(scope)})`,
      orderBy: NEWEST_FIRST,
      limit,
    }),
};
