import { sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Sport } from '../../domain/sport.ts';
import type { TaskStatus } from '../../domain/statuses.ts';
import type { Fact } from './fact.ts';
import { type Distribution, percentiles } from './percentiles.ts';
import { type DaysOfSport, IS_GAME, TASKS_OF_SPORTS, ofSport, since, tasksOf } from './scope.ts';
import { failedOf } from './task-lists.ts';

/** Games, or corrections, of a sport in a state, with what they came to. */
export type TaskCounts = {
  sport: Sport;
  is_game: boolean;
  status: TaskStatus;
  count: number;
  player_lines: number;
  team_lines: number;
};

export const taskCounts: Fact<DaysOfSport, readonly TaskCounts[]> = {
  name: 'task_counts',
  meaning:
    'Open tasks of any time and those that changed in the window, by sport and state, with their lines.',
  unit: 'tasks, lines',
  window: 'open now, or changed in the last days',
  read: (executor, { days, sport }) =>
    rowsOf(
      executor,
      selecting(
        {
          sport: sports.displayName,
          is_game: IS_GAME,
          status: seedingTasks.status,
          count: sql<number>`count(*)::int`,
          player_lines: sql<number>`coalesce(sum(${seedingTasks.playerCount}), 0)::int`,
          team_lines: sql<number>`coalesce(sum(${seedingTasks.teamCount}), 0)::int`,
        },
        (list) => sql`
        select ${list}
        from ${TASKS_OF_SPORTS}
        where ${ofSport(sport)}
          and (${seedingTasks.status} in ('pending', 'running')
               or (${seedingTasks.status} in ('completed', 'failed', 'cancelled')
                   and ${seedingTasks.updatedAt} >= ${since(days)}))
        group by 1, 2, 3`,
      ),
    ),
};

export const seedingDurations: Fact<DaysOfSport, Distribution> = {
  name: 'seeding_durations',
  meaning: 'How long the last runs of completed games took.',
  unit: 'seconds',
  window: 'completed in the last days',
  async read(executor, { days, sport }) {
    const seconds = sql`${seedingTasks.durationSeconds}::double precision`;
    const row = await firstRow(
      executor,
      selecting(
        { count: sql<number>`count(${seconds})::int`, ...percentiles(seconds) },
        (list) => sql`
        select ${list} from ${tasksOf(sport)}
        where ${IS_GAME} and ${seedingTasks.status} = 'completed' and ${seedingTasks.updatedAt} >= ${since(days)}
          and ${seedingTasks.completedAt} >= ${since(days)} and ${ofSport(sport)}`,
      ),
    );
    return row ?? { count: 0, p50: null, p95: null, max: null };
  },
};

/** Failed tasks of one kind of error. */
export type FailureGroup = {
  error_type: string;
  count: number;
  sports: readonly Sport[];
  /** The newest message of this kind. */
  sample_message: string | null;
  last_failed_at: Date;
};

export const failureGroups: Fact<DaysOfSport, readonly FailureGroup[]> = {
  name: 'failure_groups',
  meaning: 'Tasks that failed for good or so far, by the kind of the error, the most frequent first.',
  unit: 'tasks',
  window: 'changed in the last days',
  read: (executor, scope) =>
    rowsOf(
      executor,
      selecting(
        {
          error_type: sql<string>`coalesce(${seedingTasks.errorType}, 'unknown')`,
          count: sql<number>`count(*)::int`,
          sports: sql<readonly Sport[]>`array_agg(distinct ${sports.displayName})::text[]`,
          sample_message: sql<
            string | null
          >`(array_agg(${seedingTasks.errorMessage} order by ${seedingTasks.updatedAt} desc))[1]`,
          last_failed_at: sql<Date>`max(${seedingTasks.updatedAt})`,
        },
        (list) => sql`
        select ${list}
        from ${TASKS_OF_SPORTS} where ${failedOf(scope)}
        group by 1 order by count desc, error_type`,
      ),
    ),
};

/** Games that gave up for good lately and were not retried since. */
export const failedLastHour: Fact<null, number> = {
  name: 'failed_last_hour',
  meaning: 'Games that gave up for good within the last hour and were not retried since.',
  unit: 'games',
  window: 'the last hour',
  async read(executor) {
    const [row] = await executor
      .select({ count: sql<number>`count(*)::int` })
      .from(seedingTasks)
      .where(sql`${seedingTasks.status} = 'failed' and ${IS_GAME} and ${seedingTasks.updatedAt} > now() - interval '1 hour'
          and ${seedingTasks.completedAt} > now() - interval '1 hour'`);
    return row?.count ?? 0;
  },
};
