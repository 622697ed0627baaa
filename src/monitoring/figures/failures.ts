import { sql } from 'drizzle-orm';
import { pageSize } from '../../db/cursor.ts';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { selectTasks } from '../../read/tasks/task-rows.ts';
import { IS_FAILED, IS_RETRYING, outcomes } from '../facts/ended-games.ts';
import { TASKS_OF_SPORTS, ofSport, since } from '../facts/scope.ts';
import type { FailureGroup, Failures, MonitoringScope } from './types.ts';

/** What failed for good or so far, by error and one by one; the counts are those of the fact `outcomes`. */
export async function readFailures(
  db: Database,
  { days, sport, limit }: MonitoringScope & { days: number },
): Promise<Failures> {
  // Also what has failed so far and is tried again, or waits for the provider: that is where trouble shows first.
  const where = sql`(${IS_FAILED} or ${IS_RETRYING}) and ${seedingTasks.updatedAt} >= ${since(days)} and ${ofSport(sport)}`;
  const [known, groups, tasks] = await Promise.all([
    outcomes.read(db, { days, sport }),
    rowsOf<FailureGroup>(
      db,
      sql`
        select coalesce(${seedingTasks.errorType}, 'unknown') as error_type, count(*)::int as count,
               array_agg(distinct ${sports.displayName})::text[] as sports,
               (array_agg(${seedingTasks.errorMessage} order by ${seedingTasks.updatedAt} desc))[1] as sample_message,
               max(${seedingTasks.updatedAt}) as last_failed_at
        from ${TASKS_OF_SPORTS} where ${where}
        group by 1 order by count desc, error_type`,
    ),
    selectTasks(db, {
      where: sql`task.id in (select ${seedingTasks.id} from ${TASKS_OF_SPORTS} where ${where})`,
      orderBy: sql`task.updated_at desc, task.id desc`,
      limit: pageSize(limit),
    }),
  ]);
  const { completed: _completed, ...failures } = known;
  return { ...failures, total: groups.reduce((total, group) => total + group.count, 0), groups, tasks };
}
