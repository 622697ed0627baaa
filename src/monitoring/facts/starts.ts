import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/rows.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { latenessOf } from '../../read/tasks/task-rows.ts';
import type { Fact } from './fact.ts';
import { type DaysOfSport, IS_GAME, TASKS_OF_SPORTS, ofSport, since } from './scope.ts';

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
  async read(executor, { days, sport }) {
    const [row] = await rowsOf<Starts>(
      executor,
      sql`select count(*)::int as started, count(seconds)::int as measured,
                 percentile_cont(0.5) within group (order by seconds) as p50,
                 percentile_cont(0.95) within group (order by seconds) as p95, max(seconds) as max
          from (select ${LATENESS} as seconds from ${TASKS_OF_SPORTS}
                where ${IS_GAME} and ${ofSport(sport)} and ${seedingTasks.executionTime} >= ${since(days)}
                  and ${seedingTasks.updatedAt} >= ${since(days)}) as start`,
    );
    return row ?? { started: 0, measured: 0, p50: null, p95: null, max: null };
  },
};
