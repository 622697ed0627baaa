import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { seedingTasks, syncLog } from '../../db/schema/tasks.ts';
import { IS_GAME, since } from '../facts/scope.ts';
import { LATENESS } from '../facts/starts.ts';
import type { Measurement } from './objective.ts';

const NOTHING: Measurement = { events: 0, bad: 0 };

async function measure(executor: Executor, statement: ReturnType<typeof sql>): Promise<Measurement> {
  const [row] = await rowsOf<Measurement>(executor, statement);
  return row ?? NOTHING;
}

/** Starts within `withinSeconds` of the opening of the window. */
export function measureStarts(executor: Executor, days: number, withinSeconds: number): Promise<Measurement> {
  const waits = sql`extract(epoch from now() - greatest(${seedingTasks.dueAt}, ${seedingTasks.scheduledTime}))`;
  return measure(
    executor,
    sql`
      select count(*)::int as events, count(*) filter (where seconds > ${withinSeconds})::int as bad
      from (
        select coalesce(${LATENESS}, ${waits}) as seconds from ${seedingTasks}
        where ${IS_GAME} and ${seedingTasks.scheduledTime} between ${since(days)} and now()
          and (${LATENESS} is not null
               or (${seedingTasks.status} = 'pending' and ${seedingTasks.executionTime} is null
                   and ${seedingTasks.holdReason} is null and ${seedingTasks.createdAt} <= ${seedingTasks.scheduledTime}
                   and ${waits} > ${withinSeconds}))) as start`,
  );
}

/** How long completed games took, in seconds. */
export function measureDurations(executor: Executor, days: number): Promise<Measurement> {
  return measure(
    executor,
    sql`
      select count(${seedingTasks.durationSeconds})::int as events,
             avg(${seedingTasks.durationSeconds})::double precision as value
      from ${seedingTasks}
      where ${IS_GAME} and ${seedingTasks.status} = 'completed' and ${seedingTasks.updatedAt} >= ${since(days)}
        and ${seedingTasks.completedAt} >= ${since(days)}`,
  );
}

/** Games of which a run of the first pass failed, of those that had a run. */
export function measureRetries(executor: Executor, days: number): Promise<Measurement> {
  return measure(
    executor,
    sql`
      select count(distinct ${syncLog.gameId})::int as events,
             count(distinct ${syncLog.gameId}) filter (where ${syncLog.status} = 'failed')::int as bad
      from ${syncLog}
      where ${syncLog.createdAt} >= ${since(days)} and ${syncLog.seedingType} in ('targeted', 'blanket')
        and ${syncLog.operation} = 'seed_game' and ${syncLog.gameId} is not null`,
  );
}

/** Games whose statistics were not there within a day of their tip-off. */
export function measureSameDay(executor: Executor, days: number): Promise<Measurement> {
  const deadline = sql`${games.gameDatetime} + interval '24 hours'`;
  return measure(
    executor,
    sql`
      select count(*)::int as events,
             count(*) filter (where ${seedingTasks.status} <> 'completed' or ${seedingTasks.completedAt} > ${deadline})::int as bad
      from ${seedingTasks} join ${games} on ${games.id} = ${seedingTasks.gameId}
      where ${IS_GAME} and ${seedingTasks.createdAt} < ${deadline}
        and ${games.gameDatetime} between ${since(days)} - interval '24 hours' and now() - interval '24 hours'
        and ${seedingTasks.status} <> 'cancelled' and ${games.status} not in ('cancelled', 'postponed', 'suspended', 'awarded')`,
  );
}
