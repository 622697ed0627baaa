import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import type { DriftCounts } from '../../queue/drift.ts';
import { type FailingRefresh, readFailingRefreshes } from '../doctor/failing-refreshes.ts';
import { IS_OVERDUE, IS_STUCK } from '../overview/task-counts.ts';
import { WORKER_ALIVE_SECONDS } from '../processes/workers.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import { type RecordedWarning, readQuotaWarnings } from '../quota/quota-warnings.ts';
import { LATENESS_SECONDS, type TaskRow, readTasks, selectTasks } from '../search/task-rows.ts';

/** A game that somebody has to look at, and since when. */
export type GameInTrouble = Pick<
  TaskRow,
  'id' | 'game_id' | 'label' | 'league' | 'error_type' | 'error_message' | 'hold_detail'
> & { since: Date };

/** What PostgreSQL tells of everything that is worth an alert. */
export type DatabaseFacts = {
  /** A thousand stands for more. */
  openTasks: number;
  /** The newest heartbeat of any worker; null where none is on the list. */
  lastHeartbeatAt: Date | null;
  workersAlive: number;
  /** Games that gave up for good, and games that should long have been final; those with an open alert are left out. */
  failedGames: readonly GameInTrouble[];
  stuckGames: readonly GameInTrouble[];
  /** Keys of open alerts about games of which the same is still true. */
  stillInTrouble: readonly string[];
  /** Tasks on hold because the provider refuses the key, and the first of them. */
  keyRefused: { tasks: number; since: Date | null };
  /** Providers whose account is not active. */
  inactiveAccounts: readonly string[];
  /** Workers that the watchdog ended in the last hour, or since the last alert about it. */
  stuckWorkers: { count: number; since: Date | null; message: string | null };
  /** Processes that died without a word in the last day. */
  diedWorkers: { count: number; message: string | null };
  /** The last backup of the last day failed: why; null when it did not. */
  backupProblem: string | null;
  /** First passes of the last day that started later than allowed, or wait for longer. */
  late: { count: number; worst_seconds: number | null };
  /** First passes that ended in the last day. */
  ended: { completed: number; failed: number };
  quarantine: { rows: number; unknown_teams: number };
  drift: DriftCounts | null;
  quota: readonly RecordedWarning[];
  failingRefreshes: readonly FailingRefresh[];
};

/** Everything that one look knows. */
export type AlertFacts = DatabaseFacts & {
  /** Why the queue store does not answer; null when it does. */
  queueProblem: string | null;
  /** Why no provider can be asked; undefined when they can. */
  keyProblem: string | undefined;
  forecast: readonly HostForecast[];
};

/** Failures that are older are no news any more when nobody was told of them. */
const NEWS_DAYS = 7;

/** Games that one look takes up; the next look goes on. */
const GAMES_AT_ONCE = 200;

/** Whether an open alert tells of this task already. */
const hasAlert = (kind: string) =>
  sql`exists (select from alerts as alert where alert.resolved_at is null and alert.key = ${kind} || ':' || task.id)`;

/** Reads all facts side by side; none of the statements reads tasks that ended long ago. */
export async function readDatabaseFacts(
  db: Database,
  { storeName, latenessMs }: { storeName: string; latenessMs: number },
): Promise<DatabaseFacts> {
  const isFailed = sql`task.status = 'failed' and task.pass = 'first'`;
  const isStuck = sql`task.id in (select id from seeding_tasks where ${IS_STUCK})`;
  const latenessSeconds = latenessMs / 1000;
  const [single, failed, stuck, still, late, quota, failingRefreshes] = await Promise.all([
    readSingleFacts(db, storeName),
    selectTasks(db, {
      where: sql`${isFailed} and task.updated_at > now() - ${NEWS_DAYS} * interval '1 day'
                 and not ${hasAlert('game_failed')} and not ${hasAlert('game_poison')}`,
      orderBy: sql`task.id`,
      limit: GAMES_AT_ONCE,
    }),
    readTasks(db, {
      ids: sql`select task.id from seeding_tasks as task where ${isStuck} and not ${hasAlert('game_stuck')}
               order by task.id limit ${GAMES_AT_ONCE}`,
      orderBy: sql`task.id`,
      sortKey: sql`to_json(task.stuck_since) #>> '{}'`,
    }),
    rowsOf<{ key: string }>(
      db,
      sql`
        select alert.key from alerts as alert
        join seeding_tasks as task on task.id = case when alert.kind like 'game\\_%' then split_part(alert.key, ':', 2)::int end
        where alert.resolved_at is null
          and ((alert.kind in ('game_failed', 'game_poison') and ${isFailed}) or (alert.kind = 'game_stuck' and ${isStuck}))`,
    ),
    firstRow<DatabaseFacts['late']>(
      db,
      sql`
        select count(*)::int as count, max(seconds)::double precision as worst_seconds
        from (
          select ${LATENESS_SECONDS} as seconds from seeding_tasks as task
          where task.pass = 'first' and task.status in ('running', 'completed', 'failed')
            and task.updated_at >= now() - interval '24 hours' and task.execution_time >= now() - interval '24 hours'
          union all
          select extract(epoch from now() - greatest(due_at, created_at)) from seeding_tasks where ${IS_OVERDUE}) as start
        where seconds > ${latenessSeconds}`,
    ),
    readQuotaWarnings(db),
    readFailingRefreshes(db),
  ]);
  return {
    ...single,
    failedGames: failed.map((task) => ({ ...task, since: task.completed_at ?? task.updated_at })),
    stuckGames: stuck.map((task) => ({ ...task, since: new Date(task.sort_key) })),
    stillInTrouble: still.map(({ key }) => key),
    late: late ?? { count: 0, worst_seconds: null },
    quota,
    failingRefreshes,
  };
}

/** Nobody reads more exactly than this, and a look every few seconds must not count a season. */
const MANY_TASKS = 1_000;

type SingleFacts = Omit<
  DatabaseFacts,
  'failedGames' | 'stuckGames' | 'stillInTrouble' | 'late' | 'quota' | 'failingRefreshes'
>;

type SingleRow = {
  open_tasks: number;
  last_heartbeat_at: Date | null;
  workers_alive: number;
  key_refused: number;
  key_refused_since: Date | null;
  inactive_accounts: string[] | null;
  stuck_workers: number;
  stuck_workers_since: Date | null;
  stuck_workers_message: string | null;
  died_workers: number;
  died_workers_message: string | null;
  backup_problem: string | null;
  completed: number;
  failed: number;
  quarantine_rows: number;
  unknown_teams: number;
  drift: DriftCounts | null;
};

async function readSingleFacts(db: Database, storeName: string): Promise<SingleFacts> {
  const row = await firstRow<SingleRow>(
    db,
    sql`
      select task.*, event.*, ended.*, quarantine.*,
             (select max(last_seen_at) from worker_heartbeats) as last_heartbeat_at,
             (select count(*)::int from worker_heartbeats
              where last_seen_at >= now() - ${WORKER_ALIVE_SECONDS} * interval '1 second' and state not in ('dead', 'stopped'))
               as workers_alive,
             (select array_agg(host order by host) from provider_accounts where is_active = false) as inactive_accounts,
             (select case when kind = 'backup_failed' then message end from system_events
              where kind in ('backup_made', 'backup_failed') and created_at > now() - interval '24 hours'
              order by id desc limit 1) as backup_problem,
             (select last_drift from queue_stores where name = ${storeName}) as drift
      from (
        select (select count(*)::int from (
                  select from seeding_tasks where status in ('pending', 'running') limit ${MANY_TASKS}) as open) as open_tasks,
               count(*)::int as key_refused, min(updated_at) as key_refused_since
        from seeding_tasks
        where status = 'pending' and error_type = 'credential' and due_at < now() + interval '1 day'
      ) as task, (
        select count(*) filter (where ${IS_FRESH_STUCK_WORKER})::int as stuck_workers,
               min(created_at) filter (where ${IS_FRESH_STUCK_WORKER}) as stuck_workers_since,
               (array_agg(message order by id desc) filter (where ${IS_FRESH_STUCK_WORKER}))[1] as stuck_workers_message,
               count(*) filter (where kind in ('worker_died', 'control_died'))::int as died_workers,
               (array_agg(message order by id desc) filter (where kind in ('worker_died', 'control_died')))[1]
                 as died_workers_message
        from system_events where created_at > now() - interval '24 hours' and kind in ('worker_stuck', 'worker_died', 'control_died')
      ) as event, (
        select count(*) filter (where status = 'completed')::int as completed,
               count(*) filter (where status = 'failed')::int as failed
        from seeding_tasks
        where pass = 'first' and status in ('completed', 'failed') and updated_at >= now() - interval '24 hours'
      ) as ended, (
        select count(*)::int as quarantine_rows,
               count(*) filter (where reason in ('unknown_team', 'ambiguous_team'))::int as unknown_teams
        from schedule_quarantine where status = 'open'
      ) as quarantine`,
  );
  if (!row) throw new Error('the facts for alerts came back empty');
  return {
    openTasks: row.open_tasks,
    lastHeartbeatAt: row.last_heartbeat_at,
    workersAlive: row.workers_alive,
    keyRefused: { tasks: row.key_refused, since: row.key_refused_since },
    inactiveAccounts: row.inactive_accounts ?? [],
    stuckWorkers: {
      count: row.stuck_workers,
      since: row.stuck_workers_since,
      message: row.stuck_workers_message,
    },
    diedWorkers: { count: row.died_workers, message: row.died_workers_message },
    backupProblem: row.backup_problem,
    ended: { completed: row.completed, failed: row.failed },
    quarantine: { rows: row.quarantine_rows, unknown_teams: row.unknown_teams },
    drift: row.drift,
  };
}

/** Of the last hour; also older ones that no alert has told of, because nobody looked when they happened. */
const IS_FRESH_STUCK_WORKER = sql`(kind = 'worker_stuck' and (created_at > now() - interval '1 hour'
  or created_at > coalesce((select max(last_seen_at) from alerts where key = 'worker_stuck'), '-infinity')))`;
