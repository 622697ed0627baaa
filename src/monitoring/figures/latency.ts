import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Sport } from '../../domain/sport.ts';
import { LATENESS_SECONDS, selectTasks } from '../../read/tasks/task-rows.ts';
import { IS_GAME, TASKS_OF_SPORTS, ofSport, since } from '../facts/scope.ts';
import { LATENESS, starts } from '../facts/starts.ts';
import { percentiles } from './percentiles.ts';
import type { Distribution, Latency, MonitoringScope } from './types.ts';

/** How late first passes started, by sport and one by one; the whole is the fact `starts`. */
export async function readLatency(
  db: Database,
  { days, sport, limit = 20 }: MonitoringScope & { days: number },
): Promise<Latency> {
  const where = sql`${IS_GAME} and ${seedingTasks.executionTime} >= ${since(days)}
                    and ${seedingTasks.updatedAt} >= ${since(days)} and ${ofSport(sport)}`;
  const [all, bySport, slowest] = await Promise.all([
    starts.read(db, { days, sport }),
    rowsOf<Distribution & { sport: Sport }>(
      db,
      sql`select ${sports.displayName} as sport, count(${LATENESS})::int as count, ${percentiles(LATENESS)}
          from ${TASKS_OF_SPORTS} where ${where} group by 1 order by 1`,
    ),
    selectTasks(db, {
      where: sql`task.id in (select ${seedingTasks.id} from ${TASKS_OF_SPORTS}
                             where ${where} and ${LATENESS} is not null
                             order by ${LATENESS} desc, ${seedingTasks.id} desc limit ${limit})`,
      orderBy: sql`${LATENESS_SECONDS} desc, task.id desc`,
      limit,
    }),
  ]);
  const { started, measured: count, ...rest } = all;
  return { started, distribution: { count, ...rest }, by_sport: bySport, slowest };
}
