import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import type { Sport } from '../../domain/sport.ts';
import type { DriftCounts } from '../../jobs/drift.ts';
import type { AlertSeverity } from '../alerts/alert.ts';
import { IS_OVERDUE, IS_STUCK } from '../../read/tasks/task-counts.ts';
import { WORKER_ALIVE_SECONDS } from '../../fleet/workers.ts';
import { LATENESS_SECONDS } from '../../read/tasks/task-rows.ts';

/** The figures behind the gauges that come from Postgres. */
export type MetricsSnapshot = {
  tasks: readonly { sport: Sport; state: string; count: number }[];
  /** The same of corrections, which are no games. */
  corrections: MetricsSnapshot['tasks'];
  held: readonly { sport: Sport; reason: string; count: number }[];
  /** One row for each sport. */
  overdue: readonly { sport: Sport; seconds: number }[];
  calls: readonly { host: string; endpoint: string; outcome: string; count: number }[];
  drift: DriftCounts | null;
  reconciledAt: Date | null;
  quarantineOpen: number;
  /** Games that are not final long after they should be. */
  stuckGames: number;
  /** Games that gave up for good within the last hour and were not retried since. */
  failedLastHour: number;
  alertsOpen: Readonly<Record<AlertSeverity, number>>;
  workersAlive: number;
  /** Died in the last hour without having been told to stop. */
  workersDead: number;
  controlsAlive: number;
  eventLoopLagSeconds: number;
  /** How far the clock of any process is off the database's. */
  clockSkewSeconds: number;
  lastBackupAt: Date | null;
  heartbeatAgeSeconds: number | null;
};

type SingleRow = {
  drift: DriftCounts | null;
  reconciled_at: Date | null;
  quarantine_open: number;
  stuck_games: number;
  failed_last_hour: number;
  alerts_critical: number;
  alerts_warning: number;
  workers_alive: number;
  workers_dead: number;
  controls_alive: number;
  event_loop_lag: number | null;
  clock_skew: number | null;
  last_backup_at: Date | null;
  heartbeat_age: number | null;
};

/** Tasks by sport and state; of those that ended well or were cancelled, the last 24 hours. */
function countTasks(db: Database, which: SQL): Promise<MetricsSnapshot['tasks'][number][]> {
  return rowsOf(
    db,
    sql`
      select sport.display_name as sport, task.status as state, count(*) as count
      from seeding_tasks as task
      join games as game on game.id = task.game_id
      join sports as sport on sport.id = game.sport_id
      where ${which} and (task.status in ('pending', 'running', 'failed')
        or (task.status in ('completed', 'cancelled') and task.updated_at >= now() - interval '24 hours'))
      group by 1, 2`,
  );
}

const IS_HEARD_OF = sql`last_seen_at >= now() - ${WORKER_ALIVE_SECONDS} * interval '1 second' and state not in ('dead', 'stopped')`;

/** Reads all figures in statements side by side; none of them reads tasks that ended long ago. */
export async function readMetricsSnapshot(db: Database, storeName: string): Promise<MetricsSnapshot> {
  const [tasks, corrections, held, overdue, calls, single] = await Promise.all([
    countTasks(db, sql`task.pass = 'first'`),
    countTasks(db, sql`task.pass <> 'first'`),
    rowsOf<MetricsSnapshot['held'][number]>(
      db,
      sql`
        select sport.display_name as sport, task.hold_reason as reason, count(*) as count
        from seeding_tasks as task
        join games as game on game.id = task.game_id
        join sports as sport on sport.id = game.sport_id
        where task.status = 'pending' and task.pass = 'first' and task.hold_reason is not null group by 1, 2`,
    ),
    rowsOf<MetricsSnapshot['overdue'][number]>(
      db,
      sql`
        select sport.display_name as sport,
               coalesce(extract(epoch from now() - min(late.due_at)), 0)::double precision as seconds
        from sports as sport
        left join (select game.sport_id, task.due_at from seeding_tasks as task join games as game on game.id = task.game_id
                   where task.id in (select id from seeding_tasks where ${IS_OVERDUE})) as late on late.sport_id = sport.id
        where sport.paused_at is null or late.due_at is null
        group by 1`,
    ),
    rowsOf<MetricsSnapshot['calls'][number]>(
      db,
      sql`
        select host, endpoint, outcome, count(*) as count from api_usage
        where started_at >= date_trunc('day', now(), 'UTC') group by 1, 2, 3`,
    ),
    firstRow<SingleRow>(
      db,
      sql`
        select (select last_drift from queue_stores where name = ${storeName}) as drift,
               (select last_reconciled_at from queue_stores where name = ${storeName}) as reconciled_at,
               (select count(*) from schedule_quarantine where status = 'open') as quarantine_open,
               (select count(*) from seeding_tasks where ${IS_STUCK}) as stuck_games,
               (select count(*) from seeding_tasks where status = 'failed' and pass = 'first'
                  and updated_at > now() - interval '1 hour' and completed_at > now() - interval '1 hour') as failed_last_hour,
               (select count(*) from alerts
                where resolved_at is null and raised_at is not null and severity = 'critical') as alerts_critical,
               (select count(*) from alerts
                where resolved_at is null and raised_at is not null and severity = 'warning') as alerts_warning,
               (select count(*) from worker_heartbeats
                where ${IS_HEARD_OF}) as workers_alive,
               (select count(*) from worker_heartbeats
                where last_seen_at >= now() - interval '1 hour' and state = 'dead') as workers_dead,
               (select count(*) from control_processes where ${IS_HEARD_OF}) as controls_alive,
               (select max(event_loop_lag_ms) / 1000.0 from worker_heartbeats where ${IS_HEARD_OF})::double precision
                 as event_loop_lag,
               (select max(abs(clock_skew_ms)) / 1000.0
                from (select clock_skew_ms from worker_heartbeats where ${IS_HEARD_OF}
                      union all
                      select clock_skew_ms from control_processes where ${IS_HEARD_OF}) as process)::double precision
                 as clock_skew,
               (select max(created_at) from system_events where kind = 'backup_made') as last_backup_at,
               (select extract(epoch from now() - max(last_seen_at)) from worker_heartbeats)::double precision
                 as heartbeat_age`,
    ),
  ]);
  return {
    tasks,
    corrections,
    held,
    overdue,
    calls,
    drift: single?.drift ?? null,
    reconciledAt: single?.reconciled_at ?? null,
    quarantineOpen: single?.quarantine_open ?? 0,
    stuckGames: single?.stuck_games ?? 0,
    failedLastHour: single?.failed_last_hour ?? 0,
    alertsOpen: { critical: single?.alerts_critical ?? 0, warning: single?.alerts_warning ?? 0 },
    workersAlive: single?.workers_alive ?? 0,
    workersDead: single?.workers_dead ?? 0,
    controlsAlive: single?.controls_alive ?? 0,
    eventLoopLagSeconds: single?.event_loop_lag ?? 0,
    clockSkewSeconds: single?.clock_skew ?? 0,
    lastBackupAt: single?.last_backup_at ?? null,
    heartbeatAgeSeconds: single?.heartbeat_age ?? null,
  };
}

/** Starts since `since` (none without it), and the moment up to which they were read. */
export async function readNewLateness(
  db: Database,
  since: Date | undefined,
): Promise<{ starts: readonly { sport: Sport; seconds: number }[]; readUntil: Date }> {
  const row = await firstRow<{ read_until: Date }>(
    db,
    sql`select date_trunc('milliseconds', now()) as read_until`,
  );
  const readUntil = row?.read_until ?? since ?? new Date(0);
  if (!since) return { starts: [], readUntil };
  const starts = await rowsOf<{ sport: Sport; seconds: number }>(
    db,
    sql`
      select sport.display_name as sport, ${LATENESS_SECONDS} as seconds
      from seeding_tasks as task
      join games as game on game.id = task.game_id
      join sports as sport on sport.id = game.sport_id
      where task.pass = 'first' and task.status in ('pending', 'running', 'completed', 'failed', 'cancelled') and task.updated_at > ${since}
        and task.execution_time > ${since} and task.execution_time <= ${readUntil} and ${LATENESS_SECONDS} is not null`,
  );
  return { starts, readUntil };
}
