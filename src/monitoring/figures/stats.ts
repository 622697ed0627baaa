import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { lineChanges } from '../../db/schema/line-changes.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Sport } from '../../domain/sport.ts';
import type { TaskStatus } from '../../domain/statuses.ts';
import { outcomes, successRate } from '../facts/ended-games.ts';
import { callsPerGame, gameCalls } from '../facts/game-calls.ts';
import { type DaysOfSport, IS_GAME, TASKS_OF_SPORTS, ofSport, since } from '../facts/scope.ts';
import { starts } from '../facts/starts.ts';
import { noDistribution, percentiles } from './percentiles.ts';
import type { Distribution, Stats } from './types.ts';

type TaskCounts = {
  sport: Sport;
  is_game: boolean;
  status: TaskStatus;
  count: number;
  retries: number;
  player_lines: number;
  team_lines: number;
};

/** Everything that `monitor stats` tells; what others tell too comes from the facts. */
export async function readStats(db: Database, scope: DaysOfSport): Promise<Stats> {
  const [rows, changedLines, durations, calls, ended, started, ofGames] = await Promise.all([
    countTasks(db, scope),
    countChangedLines(db, scope),
    readDurations(db, scope),
    countCalls(db, scope),
    outcomes.read(db, scope),
    starts.read(db, scope),
    gameCalls.read(db, scope),
  ]);
  const ofGame = rows.filter((row) => row.is_game);
  const ofCorrection = rows.filter((row) => !row.is_game);
  const { started: startedGames, measured, ...lateness } = started;
  return {
    days: scope.days,
    by_status: {
      pending: having('pending', ofGame),
      running: having('running', ofGame),
      completed: ended.completed,
      failed: ended.failed,
      cancelled: having('cancelled', ofGame),
    },
    by_sport: [...Map.groupBy(ofGame, (row) => row.sport)].map(([sport, among]) => ({
      sport,
      tasks: sum(among, (row) => row.count),
      completed: having('completed', among),
      failed: having('failed', among),
    })),
    corrections: {
      pending: having('pending', ofCorrection),
      running: having('running', ofCorrection),
      completed: having('completed', ofCorrection),
      failed: ended.corrections_failed,
      retrying: ended.corrections_retrying,
      changed_lines: changedLines,
    },
    success_rate: successRate(ended),
    retrying: ended.retrying,
    retries: sum(ofGame, (row) => row.retries),
    player_lines: sum(ofGame, (row) => row.player_lines),
    team_lines: sum(ofGame, (row) => row.team_lines),
    provider_calls: calls,
    calls_per_game: callsPerGame(ofGames),
    duration_seconds: durations,
    lateness_seconds: { count: measured, ...lateness },
    started: startedGames,
  };
}

function sum(rows: readonly TaskCounts[], pick: (row: TaskCounts) => number): number {
  return rows.reduce((total, row) => total + pick(row), 0);
}

function having(status: TaskStatus, among: readonly TaskCounts[]): number {
  return sum(
    among.filter((row) => row.status === status),
    (row) => row.count,
  );
}

/** Open tasks of any time, and those that changed in the window. */
function countTasks(db: Database, { days, sport }: DaysOfSport): Promise<TaskCounts[]> {
  return rowsOf<TaskCounts>(
    db,
    sql`
      select ${sports.displayName} as sport, ${IS_GAME} as is_game, ${seedingTasks.status} as status,
             count(*)::int as count, sum(${seedingTasks.retryCount})::int as retries,
             coalesce(sum(${seedingTasks.playerCount}), 0)::int as player_lines,
             coalesce(sum(${seedingTasks.teamCount}), 0)::int as team_lines
      from ${TASKS_OF_SPORTS}
      where ${ofSport(sport)}
        and (${seedingTasks.status} in ('pending', 'running') or ${seedingTasks.updatedAt} >= ${since(days)})
      group by 1, 2, 3`,
  );
}

/** Lines that corrections changed. */
async function countChangedLines(db: Database, { days, sport }: DaysOfSport): Promise<number> {
  const [row] = await rowsOf<{ lines: number }>(
    db,
    sql`
      select count(distinct (${lineChanges.gameId}, ${lineChanges.pass}, ${lineChanges.entityType},
                             ${lineChanges.playerId}, ${lineChanges.teamId}))::int as lines
      from ${lineChanges}
      join ${games} on ${games.id} = ${lineChanges.gameId}
      join ${sports} on ${sports.id} = ${games.sportId}
      where ${lineChanges.createdAt} >= ${since(days)} and ${lineChanges.pass} like 'correction-%'
        and ${lineChanges.entityType} <> 'game' and ${ofSport(sport)}`,
  );
  return row?.lines ?? 0;
}

/** How long the last runs of completed games took. */
async function readDurations(db: Database, { days, sport }: DaysOfSport): Promise<Distribution> {
  const seconds = sql`${seedingTasks.durationSeconds}::double precision`;
  const [row] = await rowsOf<Distribution>(
    db,
    sql`
      select count(${seconds})::int as count, ${percentiles(seconds)} from ${TASKS_OF_SPORTS}
      where ${IS_GAME} and ${seedingTasks.status} = 'completed' and ${seedingTasks.completedAt} >= ${since(days)}
        and ${ofSport(sport)}`,
  );
  return row ?? noDistribution();
}

/** Calls that left, and how many of them gave no usable answer. */
async function countCalls(db: Database, { days, sport }: DaysOfSport): Promise<Stats['provider_calls']> {
  const [row] = await rowsOf<Stats['provider_calls']>(
    db,
    sql`
      select count(*)::int as total, count(*) filter (where ${apiUsage.outcome} = 'ok')::int as ok,
             count(*) filter (where ${apiUsage.outcome} not in ('ok', 'in_flight'))::int as failed
      from ${apiUsage}
      left join ${games} on ${games.id} = ${apiUsage.gameId}
      left join ${sports} on ${sports.id} = ${games.sportId}
      where ${apiUsage.startedAt} >= ${since(days)} and ${apiUsage.endpoint} <> '/status' and ${ofSport(sport)}`,
  );
  return row ?? { total: 0, ok: 0, failed: 0 };
}
