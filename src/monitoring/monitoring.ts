import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import type { Sport } from '../domain/sport.ts';
import type { TaskStatus } from '../domain/statuses.ts';
import { pageSize } from '../db/cursor.ts';
import { LATENESS_SECONDS, type TaskRow, selectTasks } from '../read/tasks/task-rows.ts';

/** How far to look, and at which sport; `limit` caps lists. */
export type MonitoringScope = {
  days?: number | undefined;
  sport?: Sport | undefined;
  limit?: number | undefined;
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

export type Failures = { total: number; groups: readonly FailureGroup[]; tasks: readonly TaskRow[] };

/** Seconds; null when nothing was measured. */
export type Distribution = { count: number; p50: number | null; p95: number | null; max: number | null };

/** Counts are of games, that is of first passes; `corrections` has the later looks. Calls are all calls. */
export type Stats = {
  days: number;
  by_status: Readonly<Record<TaskStatus, number>>;
  by_sport: readonly { sport: Sport; tasks: number; completed: number; failed: number }[];
  corrections: { pending: number; running: number; completed: number; failed: number; changed_lines: number };
  /** Completed among completed and failed, 0..1; null when there were none. */
  success_rate: number | null;
  retries: number;
  player_lines: number;
  team_lines: number;
  provider_calls: { total: number; ok: number; failed: number };
  /** Provider calls for each completed game. */
  calls_per_game: number | null;
  duration_seconds: Distribution;
  lateness_seconds: Distribution;
};

export type ApiUsageRow = {
  /** UTC calendar day. */
  day: string;
  host: string;
  endpoint: string;
  /** `ok`, or the kind of the provider error. */
  outcome: string;
  calls: number;
  average_ms: number;
  p95_ms: number;
};

export type Latency = {
  distribution: Distribution;
  by_sport: readonly (Distribution & { sport: Sport })[];
  slowest: readonly TaskRow[];
};

/** What `monitor …` and `GET /admin/usage` tell. Windows are counted back from the database's now. */
export type Monitoring = {
  /** Open tasks due within the next days (default 7), the overdue first. */
  upcoming: (scope?: MonitoringScope) => Promise<readonly TaskRow[]>;
  /** Tasks that failed in the last days (default 7), newest first, and the same counted by error. */
  failures: (scope?: MonitoringScope) => Promise<Failures>;
  /** Counts, calls, durations and lateness of tasks scheduled in the last days (default 7) or started in them. */
  stats: (scope?: MonitoringScope) => Promise<Stats>;
  /** Provider calls of the last days (default 1: today), by day, host, endpoint and outcome. */
  apiUsage: (scope?: { days?: number; hosts?: readonly string[] }) => Promise<readonly ApiUsageRow[]>;
  /** Tasks that are due and have not started; `in_words` of each says why. */
  pendingSeeds: (scope?: Omit<MonitoringScope, 'days'>) => Promise<readonly TaskRow[]>;
  /** How late first passes of the last days (default 7) started, with the latest of them. */
  latency: (scope?: MonitoringScope) => Promise<Latency>;
};

const DEFAULT_DAYS = 7;

export function createMonitoring({ db }: { db: Database }): Monitoring {
  function tasks(where: SQL, orderBy: SQL, limit: number | undefined): Promise<TaskRow[]> {
    return selectTasks(db, { source: TASKS_OF_SPORTS, where, orderBy, limit: pageSize(limit) });
  }

  return {
    upcoming({ days = DEFAULT_DAYS, sport, limit } = {}) {
      const within = sql`task.status = 'pending' and task.due_at <= now() + ${days} * interval '1 day'`;
      return tasks(sql`${within} and ${ofSport(sport)}`, sql`task.due_at, task.id`, limit);
    },

    async failures({ days = DEFAULT_DAYS, sport, limit } = {}) {
      // Also what has failed so far and is tried again, or waits for the provider: that is where trouble shows first.
      const isInTrouble = sql`(task.status = 'failed' or (task.status in ('pending', 'running') and task.error_type is not null))`;
      const where = sql`${isInTrouble} and task.updated_at >= now() - ${days} * interval '1 day' and ${ofSport(sport)}`;
      const [groups, rows] = await Promise.all([
        rowsOf<FailureGroup>(
          db,
          sql`
            select coalesce(task.error_type, 'unknown') as error_type, count(*) as count,
                   array_agg(distinct sport.display_name)::text[] as sports,
                   (array_agg(task.error_message order by task.updated_at desc))[1] as sample_message,
                   max(task.updated_at) as last_failed_at
            from ${TASKS_OF_SPORTS} where ${where}
            group by 1 order by count desc, error_type`,
        ),
        tasks(where, sql`task.updated_at desc, task.id desc`, limit),
      ]);
      return { total: groups.reduce((total, group) => total + group.count, 0), groups, tasks: rows };
    },

    stats: ({ days = DEFAULT_DAYS, sport } = {}) => readStats(db, days, sport),

    apiUsage({ days = 1, hosts } = {}) {
      const ofHosts = hosts ? sql`host = any(${sql.param([...hosts])}::text[])` : sql`true`;
      return rowsOf<ApiUsageRow>(
        db,
        sql`
          select to_char(started_at at time zone 'UTC', 'YYYY-MM-DD') as day, host, endpoint, outcome,
                 count(*) as calls, round(avg(duration_ms))::int as average_ms,
                 round(percentile_cont(0.95) within group (order by duration_ms))::int as p95_ms
          from api_usage
          where started_at >= date_trunc('day', now(), 'UTC') - (${days} - 1) * interval '1 day' and ${ofHosts}
          group by 1, 2, 3, 4 order by 1 desc, 2, 3, 4`,
      );
    },

    pendingSeeds({ sport, limit } = {}) {
      // Held tasks are due later by their hold, but their window has opened: they count as waiting too.
      const where = sql`task.status = 'pending' and task.scheduled_time <= now() and ${ofSport(sport)}`;
      return tasks(where, sql`task.scheduled_time, task.id`, limit);
    },

    async latency({ days = DEFAULT_DAYS, sport, limit } = {}) {
      const where = sql`task.pass = 'first' and task.execution_time >= now() - ${days} * interval '1 day' and ${ofSport(sport)}`;
      const [bySport, all, slowest] = await Promise.all([
        rowsOf<Distribution & { sport: Sport }>(
          db,
          sql`select sport.display_name as sport, ${latenessColumns()} from ${TASKS_OF_SPORTS} where ${where}
              group by 1 order by 1`,
        ),
        firstRow<Distribution>(db, sql`select ${latenessColumns()} from ${TASKS_OF_SPORTS} where ${where}`),
        tasks(
          sql`${where} and ${LATENESS_SECONDS} is not null`,
          sql`${LATENESS_SECONDS} desc, task.id desc`,
          limit ?? 20,
        ),
      ]);
      return { distribution: all ?? noDistribution(), by_sport: bySport, slowest };
    },
  };
}

const TASKS_OF_SPORTS: SQL = sql.raw(`
  seeding_tasks as task
  join games as game on game.id = task.game_id
  join sports as sport on sport.id = game.sport_id`);

function ofSport(sport: Sport | undefined): SQL {
  return sport ? sql`sport.display_name = ${sport}` : sql`true`;
}

function latenessColumns(): SQL {
  return sql`count(${LATENESS_SECONDS}) as count, ${percentiles(LATENESS_SECONDS)}`;
}

function percentiles(expression: SQL): SQL {
  return sql`percentile_cont(0.5) within group (order by ${expression}) as p50,
             percentile_cont(0.95) within group (order by ${expression}) as p95,
             max(${expression}) as max`;
}

function noDistribution(): Distribution {
  return { count: 0, p50: null, p95: null, max: null };
}

type StatsRow = {
  sport: Sport;
  status: TaskStatus;
  count: number;
  retries: number;
  player_lines: number;
  team_lines: number;
};

async function readStats(db: Database, days: number, sport: Sport | undefined): Promise<Stats> {
  const since = sql`now() - ${days} * interval '1 day'`;
  // Tasks of the window by schedule, plus open ones of any time and those that ran in the window though due before.
  const recent = sql`${ofSport(sport)} and (task.status in ('pending', 'running') or task.updated_at >= ${since})`;
  const where = sql`task.pass = 'first' and ${recent}`;
  const [rows, corrections, durations, lateness, calls] = await Promise.all([
    rowsOf<StatsRow>(
      db,
      sql`
        select sport.display_name as sport, task.status, count(*) as count, sum(task.retry_count) as retries,
               coalesce(sum(task.player_count), 0) as player_lines, coalesce(sum(task.team_count), 0) as team_lines
        from ${TASKS_OF_SPORTS} where ${where} group by 1, 2`,
    ),
    firstRow<Stats['corrections']>(
      db,
      sql`
        select count(*) filter (where task.status = 'pending') as pending,
               count(*) filter (where task.status = 'running') as running,
               count(*) filter (where task.status = 'completed') as completed,
               count(*) filter (where task.status = 'failed') as failed,
               (select count(distinct (change.game_id, change.pass, change.entity_type, change.player_id, change.team_id))
                from line_changes as change
                join games as game on game.id = change.game_id join sports as sport on sport.id = game.sport_id
                where change.created_at >= ${since} and change.pass like 'correction-%' and change.entity_type <> 'game'
                  and ${ofSport(sport)}) as changed_lines
        from ${TASKS_OF_SPORTS} where task.pass <> 'first' and ${recent}`,
    ),
    firstRow<Distribution>(
      db,
      sql`
        select count(duration) as count, ${percentiles(sql`duration`)}
        from (select task.duration_seconds::double precision as duration from ${TASKS_OF_SPORTS}
              where task.pass = 'first' and task.status = 'completed' and task.completed_at >= ${since} and ${ofSport(sport)}) as finished`,
    ),
    firstRow<Distribution>(
      db,
      sql`select ${latenessColumns()} from ${TASKS_OF_SPORTS}
          where task.pass = 'first' and task.execution_time >= ${since} and ${ofSport(sport)}`,
    ),
    firstRow<{ total: number; ok: number }>(
      db,
      sql`
        select count(*) as total, count(*) filter (where usage.outcome in ('ok', 'in_flight')) as ok
        from api_usage as usage
        left join games as game on game.id = usage.game_id
        left join sports as sport on sport.id = game.sport_id
        where usage.started_at >= ${since} and usage.endpoint <> '/status' and ${ofSport(sport)}`,
    ),
  ]);
  return toStats(days, rows, { corrections, durations, lateness, calls });
}

function toStats(
  days: number,
  rows: readonly StatsRow[],
  more: {
    corrections: Stats['corrections'] | undefined;
    durations: Distribution | undefined;
    lateness: Distribution | undefined;
    calls: { total: number; ok: number } | undefined;
  },
): Stats {
  const sum = (pick: (row: StatsRow) => number, among: readonly StatsRow[] = rows): number =>
    among.reduce((total, row) => total + pick(row), 0);
  const having = (status: TaskStatus, among: readonly StatsRow[] = rows): number =>
    sum(
      (row) => row.count,
      among.filter((row) => row.status === status),
    );
  const completed = having('completed');
  const ended = completed + having('failed');
  const total = more.calls?.total ?? 0;
  const ok = more.calls?.ok ?? 0;
  return {
    days,
    by_status: {
      pending: having('pending'),
      running: having('running'),
      completed,
      failed: having('failed'),
      cancelled: having('cancelled'),
    },
    by_sport: [...Map.groupBy(rows, (row) => row.sport)].map(([sport, among]) => ({
      sport,
      tasks: sum((row) => row.count, among),
      completed: having('completed', among),
      failed: having('failed', among),
    })),
    corrections: more.corrections ?? { pending: 0, running: 0, completed: 0, failed: 0, changed_lines: 0 },
    success_rate: ended === 0 ? null : completed / ended,
    retries: sum((row) => row.retries),
    player_lines: sum((row) => row.player_lines),
    team_lines: sum((row) => row.team_lines),
    provider_calls: { total, ok, failed: total - ok },
    calls_per_game: completed === 0 ? null : total / completed,
    duration_seconds: more.durations ?? noDistribution(),
    lateness_seconds: more.lateness ?? noDistribution(),
  };
}
