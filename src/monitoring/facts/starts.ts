import { type SQL, sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Sport } from '../../domain/sport.ts';
import { IS_OVERDUE } from '../../read/tasks/task-conditions.ts';
import { type TaskRow, latenessOf, selectTasks } from '../../read/tasks/task-rows.ts';
import type { Fact } from './fact.ts';
import { percentiles } from './percentiles.ts';
import { type DaysOfSport, IS_GAME, TASKS_OF_SPORTS, ofSport, since, task, tasksOf } from './scope.ts';

/** Seconds from the opening of a game's window to its first start; null where that says nothing. */
export const LATENESS = latenessOf(seedingTasks);

/** How many games started, how many of these tell how late, and how late those were, in seconds. */
export type Starts = {
  started: number;
  measured: number;
  p50: number | null;
  p95: number | null;
  max: number | null;
};

export const starts: Fact<DaysOfSport, Starts> = {
  name: 'starts',
  meaning:
    'Games whose first pass was started first. Those that were scheduled when their window was open already start without being late or in time: they count as started and are not measured.',
  unit: 'games, seconds',
  window: 'started in the last days',
  async read(executor, scope) {
    const row = await firstRow(
      executor,
      selecting(
        {
          started: sql<number>`count(*)::int`,
          measured: sql<number>`count(${LATENESS})::int`,
          ...percentiles(LATENESS),
        },
        (list) => sql`select ${list} from ${tasksOf(scope.sport)} where ${startedIn(scope)}`,
      ),
    );
    return row ?? { started: 0, measured: 0, p50: null, p95: null, max: null };
  },
};

/** First passes that started in the window: the index of what ended finds them, the open ones among them too. */
function startedIn({ days, sport }: DaysOfSport): SQL {
  return sql`${IS_GAME} and ${ofSport(sport)} and ${seedingTasks.executionTime} >= ${since(days)}
    and ${seedingTasks.status} in ('pending', 'running', 'completed', 'failed', 'cancelled')
    and ${seedingTasks.updatedAt} >= ${since(days)}`;
}

/** Lateness of the starts of one sport. */
export type LatenessOfSport = Omit<Starts, 'started' | 'measured'> & { sport: Sport; count: number };

export const latenessBySport: Fact<DaysOfSport, readonly LatenessOfSport[]> = {
  name: 'lateness_by_sport',
  meaning: 'How late the measured starts were, by sport.',
  unit: 'seconds',
  window: 'started in the last days',
  read: (executor, scope) =>
    rowsOf(
      executor,
      selecting(
        { sport: sports.displayName, count: sql<number>`count(${LATENESS})::int`, ...percentiles(LATENESS) },
        (list) => sql`select ${list} from ${TASKS_OF_SPORTS} where ${startedIn(scope)} group by 1 order by 1`,
      ),
    ),
};

export const latestStarts: Fact<DaysOfSport & { limit: number }, readonly TaskRow[]> = {
  name: 'latest_starts',
  meaning: 'The games that started latest after the opening of their windows, the latest first.',
  unit: 'games',
  window: 'started in the last days',
  read: (executor, { limit, ...scope }) =>
    selectTasks(executor, {
      where: sql`${task.id} in (select ${seedingTasks.id} from ${tasksOf(scope.sport)}
                                where ${startedIn(scope)} and ${LATENESS} is not null
                                order by ${LATENESS} desc, ${seedingTasks.id} desc limit ${limit})`,
      orderBy: sql`${latenessOf(task)} desc, ${task.id} desc`,
      limit,
    }),
};

/** Games that are late, of those that started and those that should have. */
export type LateStarts = { count: number; worst_seconds: number | null };

export const lateStarts: Fact<{ overSeconds: number }, LateStarts> = {
  name: 'late_starts',
  meaning: 'Games of the last day that started later than allowed, and overdue games that wait for longer.',
  unit: 'games',
  window: 'the last 24 hours',
  async read(executor, { overSeconds }) {
    const row = await firstRow(
      executor,
      selecting(
        {
          count: sql<number>`count(*)::int`,
          worst_seconds: sql<number | null>`max(seconds)::double precision`,
        },
        (list) => sql`
        select ${list}
        from (
          select ${LATENESS} as seconds from ${seedingTasks} where ${startedIn({ days: 1 })}
          union all
          select extract(epoch from now() - greatest(${seedingTasks.dueAt}, ${seedingTasks.createdAt}))
          from ${seedingTasks} where ${IS_OVERDUE}) as start
        where seconds > ${overSeconds}`,
      ),
    );
    return row ?? { count: 0, worst_seconds: null };
  },
};

/** How late games started that started since a moment, and up to when that was read. */
export type NewStarts = { starts: readonly { sport: Sport; seconds: number }[]; readUntil: Date };

export const newStarts: Fact<Date | undefined, NewStarts> = {
  name: 'new_starts',
  meaning:
    'Lateness of each measured start since the moment up to which starts were read last; none at first.',
  unit: 'seconds',
  window: 'since the look before',
  async read(executor, after) {
    const row = await firstRow(
      executor,
      selecting({ read_until: sql<Date>`date_trunc('milliseconds', now())` }, (list) => sql`select ${list}`),
    );
    const readUntil = row?.read_until ?? after ?? new Date(0);
    if (!after) return { starts: [], readUntil };
    const found = await rowsOf(
      executor,
      selecting(
        { sport: sports.displayName, seconds: sql<number>`${LATENESS}` },
        (list) => sql`
        select ${list} from ${TASKS_OF_SPORTS}
        where ${IS_GAME} and ${seedingTasks.status} in ('pending', 'running', 'completed', 'failed', 'cancelled')
          and ${seedingTasks.updatedAt} > ${after} and ${seedingTasks.executionTime} > ${after}
          and ${seedingTasks.executionTime} <= ${readUntil} and ${LATENESS} is not null`,
      ),
    );
    return { starts: found, readUntil };
  },
};
