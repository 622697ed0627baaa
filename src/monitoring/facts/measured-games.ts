import { eq, sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { seedingTasks, syncLog } from '../../db/schema/tasks.ts';
import type { Measurement } from '../objectives/objective.ts';
import type { Fact } from './fact.ts';
import { IS_GAME, since } from './scope.ts';
import { LATENESS } from './starts.ts';

const NOTHING: Measurement = { events: 0, bad: 0 };

export const startsInTime: Fact<{ days: number; withinSeconds: number }, Measurement> = {
  name: 'starts_in_time',
  meaning:
    'Measured starts, and games that should have started by now, of which those beyond the limit are bad.',
  unit: 'games',
  window: 'window opened in the last days',
  async read(executor, { days, withinSeconds }) {
    const { status, executionTime, holdReason, createdAt, scheduledTime, dueAt } = seedingTasks;
    const waits = sql`extract(epoch from now() - greatest(${dueAt}, ${scheduledTime}))`;
    const row = await firstRow(
      executor,
      selecting(
        {
          events: sql<number>`count(*)::int`,
          bad: sql<number>`count(*) filter (where seconds > ${withinSeconds})::int`,
        },
        (list) => sql`
        select ${list}
        from (
          select coalesce(${LATENESS}, ${waits}) as seconds from ${seedingTasks}
          where ${IS_GAME} and ${scheduledTime} between ${since(days)} and now()
            and (${LATENESS} is not null
                 or (${status} = 'pending' and ${executionTime} is null and ${holdReason} is null
                     and ${createdAt} <= ${scheduledTime} and ${waits} > ${withinSeconds}))) as start`,
      ),
    );
    return row ?? NOTHING;
  },
};

export const meanDuration: Fact<{ days: number }, Measurement> = {
  name: 'mean_duration',
  meaning: 'How long the last runs of completed games took on average.',
  unit: 'seconds',
  window: 'completed in the last days',
  async read(executor, { days }) {
    const [row] = await executor
      .select({
        events: sql<number>`count(${seedingTasks.durationSeconds})::int`,
        value: sql<number | null>`avg(${seedingTasks.durationSeconds})::double precision`,
      })
      .from(seedingTasks)
      .where(sql`${IS_GAME} and ${seedingTasks.status} = 'completed' and ${seedingTasks.updatedAt} >= ${since(days)}
          and ${seedingTasks.completedAt} >= ${since(days)}`);
    return row ?? NOTHING;
  },
};

export const retriedGames: Fact<{ days: number }, Measurement> = {
  name: 'retried_games',
  meaning: 'Games of which a run of the first pass failed, of those that had a run.',
  unit: 'games',
  window: 'run in the last days',
  async read(executor, { days }) {
    const [row] = await executor
      .select({
        events: sql<number>`count(distinct ${syncLog.gameId})::int`,
        bad: sql<number>`count(distinct ${syncLog.gameId}) filter (where ${syncLog.status} = 'failed')::int`,
      })
      .from(syncLog)
      .where(sql`${syncLog.createdAt} >= ${since(days)} and ${syncLog.seedingType} in ('targeted', 'blanket')
          and ${syncLog.operation} = 'seed_game' and ${syncLog.gameId} is not null`);
    return row ?? NOTHING;
  },
};

export const sameDayGames: Fact<{ days: number }, Measurement> = {
  name: 'same_day_games',
  meaning:
    'Games that were played a day ago or longer, of which those without statistics within a day are bad.',
  unit: 'games',
  window: 'played in the last days',
  async read(executor, { days }) {
    const deadline = sql`${games.gameDatetime} + interval '24 hours'`;
    const [row] = await executor
      .select({
        events: sql<number>`count(*)::int`,
        bad: sql<number>`count(*) filter (where ${seedingTasks.status} <> 'completed' or ${seedingTasks.completedAt} > ${deadline})::int`,
      })
      .from(seedingTasks)
      .innerJoin(games, eq(games.id, seedingTasks.gameId))
      .where(sql`${IS_GAME} and ${seedingTasks.createdAt} < ${deadline}
          and ${games.gameDatetime} between ${since(days)} - interval '24 hours' and now() - interval '24 hours'
          and ${seedingTasks.status} <> 'cancelled' and ${games.status} not in ('cancelled', 'postponed', 'suspended', 'awarded')`);
    return row ?? NOTHING;
  },
};
