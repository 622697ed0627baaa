import { eq, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks, syncLog } from '../../db/schema/tasks.ts';
import type { Fact } from './fact.ts';
import { type DaysOfSport, IS_GAME, ofSport, since } from './scope.ts';

const LATER = alias(syncLog, 'later');

/** What a task counts itself begins anew when somebody opens it again; the log of runs keeps every attempt. */
export const repeatedAttempts: Fact<DaysOfSport, { count: number }> = {
  name: 'repeated_attempts',
  meaning:
    'Runs of first passes that failed and were tried again or will be: all failed ones but the last of a game that failed for good.',
  unit: 'attempts',
  window: 'ended in the last days',
  async read(executor, { days, sport }) {
    const [row] = await executor
      .select({ count: sql<number>`count(*)::int` })
      .from(syncLog)
      .innerJoin(seedingTasks, sql`${seedingTasks.id} = ${syncLog.taskId} and ${IS_GAME}`)
      .innerJoin(sports, eq(sports.id, syncLog.sportId))
      .where(sql`${syncLog.createdAt} >= ${since(days)} and ${syncLog.status} = 'failed' and ${ofSport(sport)}
          and (${seedingTasks.status} <> 'failed'
               or exists (select 1 from ${syncLog} as later
                          where ${LATER.gameId} = ${syncLog.gameId} and ${LATER.taskId} = ${syncLog.taskId}
                            and ${LATER.id} > ${syncLog.id}))`);
    return row ?? { count: 0 };
  },
};
