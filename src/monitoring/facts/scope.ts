import { type SQL, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { games } from '../../db/schema/games.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Sport } from '../../domain/sport.ts';

/** How far back from the database's now, and at which sport; all sports unless one is named. */
export type DaysOfSport = { days: number; sport?: Sport | undefined };

/** Tasks with their games and sports. */
export const TASKS_OF_SPORTS: SQL = sql`${seedingTasks}
  join ${games} on ${games.id} = ${seedingTasks.gameId}
  join ${sports} on ${sports.id} = ${games.sportId}`;

/** Tasks, with their games and sports only where a sport is asked for. */
export function tasksOf(sport: Sport | undefined): SQL {
  return sport ? TASKS_OF_SPORTS : sql`${seedingTasks}`;
}

/** A task of the sport, or any task. */
export function ofSport(sport: Sport | undefined): SQL {
  return sport ? sql`${sports.displayName} = ${sport}` : sql`true`;
}

/** The moment from which a window of days counts. */
export function since(days: number): SQL {
  return sql`now() - ${days} * interval '1 day'`;
}

/** A task of a game's first pass: one for each game. */
export const IS_GAME: SQL<boolean> = sql<boolean>`${seedingTasks.pass} = 'first'`;

/** The task as lists of tasks name it (`selectTasks`). */
export const task = alias(seedingTasks, 'task');

/** A listed task of a game's first pass. */
export const IS_LISTED_GAME: SQL<boolean> = sql<boolean>`${task.pass} = 'first'`;
