import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/rows.ts';
import { notNull, selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Sport } from '../../domain/sport.ts';
import type { HoldReason, TaskStatus } from '../../domain/statuses.ts';
import { IS_OVERDUE } from '../../read/tasks/task-conditions.ts';
import type { Fact } from './fact.ts';
import { IS_GAME, TASKS_OF_SPORTS } from './scope.ts';

/** Games, or corrections, of a sport in a state. */
export type TasksOfSport = { sport: Sport; is_game: boolean; state: TaskStatus; count: number };

export const tasksBySport: Fact<null, readonly TasksOfSport[]> = {
  name: 'tasks_by_sport',
  meaning: 'Games and corrections by sport and state; completed and cancelled ones of the last 24 hours.',
  unit: 'games, corrections',
  window: 'now; completed and cancelled: the last 24 hours',
  read: (executor) =>
    rowsOf(
      executor,
      selecting(
        {
          sport: sports.displayName,
          is_game: IS_GAME,
          state: seedingTasks.status,
          count: sql<number>`count(*)::int`,
        },
        (list) => sql`
        select ${list}
        from ${TASKS_OF_SPORTS}
        where ${seedingTasks.status} in ('pending', 'running', 'failed')
           or (${seedingTasks.status} in ('completed', 'cancelled')
               and ${seedingTasks.updatedAt} >= now() - interval '24 hours')
        group by 1, 2, 3`,
      ),
    ),
};

/** Games of a sport that wait for one reason, and when the first of them is looked at again. */
export type HeldGames = { sport: Sport; reason: HoldReason; count: number; next_at: Date };

export const heldGames: Fact<null, readonly HeldGames[]> = {
  name: 'held_games',
  meaning: 'Games that wait for a reason other than their time, by sport and reason.',
  unit: 'games',
  window: 'now',
  read: (executor) =>
    rowsOf(
      executor,
      selecting(
        {
          sport: sports.displayName,
          reason: notNull(seedingTasks.holdReason),
          count: sql<number>`count(*)::int`,
          next_at: sql<Date>`min(${seedingTasks.dueAt})`,
        },
        (list) => sql`
        select ${list}
        from ${TASKS_OF_SPORTS}
        where ${seedingTasks.status} = 'pending' and ${IS_GAME} and ${seedingTasks.holdReason} is not null
        group by 1, 2`,
      ),
    ),
};

/** Held games by the reason alone, the most frequent first. Pure. */
export function heldByReason(held: readonly HeldGames[]): readonly Omit<HeldGames, 'sport'>[] {
  return [...Map.groupBy(held, ({ reason }) => reason)]
    .map(([reason, among]) => ({
      reason,
      count: among.reduce((sum, { count }) => sum + count, 0),
      next_at: new Date(Math.min(...among.map(({ next_at: at }) => at.getTime()))),
    }))
    .toSorted((one, other) => other.count - one.count);
}

/** How long the oldest overdue game of a sport has been due, 0 where none is, and whether somebody has paused the sport. */
export type OverdueOfSport = { sport: Sport; seconds: number; is_paused: boolean };

export const overdueBySport: Fact<null, readonly OverdueOfSport[]> = {
  name: 'oldest_overdue_games',
  meaning:
    'How long the oldest overdue game of each sport has been due, and whether the sport is paused: then nobody takes it up, on purpose.',
  unit: 'seconds',
  window: 'now',
  read: (executor) =>
    rowsOf(
      executor,
      selecting(
        {
          sport: sports.displayName,
          seconds: sql<number>`coalesce(extract(epoch from now() - min(late.due_at)), 0)::double precision`,
          is_paused: sql<boolean>`${sports.pausedAt} is not null`,
        },
        (list) => sql`
        select ${list}
        from ${sports}
        left join (select ${games.sportId} as sport_id, ${seedingTasks.dueAt} as due_at
                   from ${seedingTasks} join ${games} on ${games.id} = ${seedingTasks.gameId}
                   where ${IS_OVERDUE}) as late on late.sport_id = ${sports.id}
        group by ${sports.id}`,
      ),
    ),
};
