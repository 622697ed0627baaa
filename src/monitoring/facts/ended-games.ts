import { sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Fact } from './fact.ts';
import { type DaysOfSport, IS_GAME, ofSport, since, tasksOf } from './scope.ts';

/** What became of games, and what is in trouble on the way. */
export type Outcomes = {
  /** Games whose first pass ended in the window. */
  completed: number;
  failed: number;
  /** Games that have failed so far, or wait for the provider to recover, and are tried again. */
  retrying: number;
  /** Corrections that ended in the window: of those that failed, the games keep their statistics. */
  corrections_completed: number;
  corrections_failed: number;
  /** Corrections that have failed so far and are tried again. */
  corrections_retrying: number;
};

/** A task that has failed for good, or so far: what lists of failures show. */
export const IS_FAILED = sql`${seedingTasks.status} = 'failed'`;
export const IS_RETRYING = sql`(${seedingTasks.status} in ('pending', 'running') and ${seedingTasks.errorType} is not null)`;

export const outcomes: Fact<DaysOfSport, Outcomes> = {
  name: 'outcomes',
  meaning:
    'Games and corrections that completed, failed for good, or have failed so far and are tried again. A success rate is that of games which ended; what is tried again has not ended.',
  unit: 'games, corrections',
  window: 'changed in the last days',
  async read(executor, { days, sport }) {
    const row = await firstRow(
      executor,
      selecting(
        {
          completed: sql<number>`count(*) filter (where ${IS_GAME} and ${seedingTasks.status} = 'completed')::int`,
          failed: sql<number>`count(*) filter (where ${IS_GAME} and ${IS_FAILED})::int`,
          retrying: sql<number>`count(*) filter (where ${IS_GAME} and ${IS_RETRYING})::int`,
          corrections_completed: sql<number>`count(*) filter (where not ${IS_GAME} and ${seedingTasks.status} = 'completed')::int`,
          corrections_failed: sql<number>`count(*) filter (where not ${IS_GAME} and ${IS_FAILED})::int`,
          corrections_retrying: sql<number>`count(*) filter (where not ${IS_GAME} and ${IS_RETRYING})::int`,
        },
        (list) => sql`select ${list}
          from ${tasksOf(sport)}
          where ${ofSport(sport)} and ${seedingTasks.updatedAt} >= ${since(days)}
            and (${seedingTasks.status} in ('completed', 'failed') or ${IS_RETRYING})`,
      ),
    );
    if (!row) throw new Error('the outcomes came back empty');
    return row;
  },
};

/** The share of games that ended well; null where none ended. */
export function successRate({ completed, failed }: Pick<Outcomes, 'completed' | 'failed'>): number | null {
  const ended = completed + failed;
  return ended === 0 ? null : completed / ended;
}
