import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import type { JobStatus } from '../../jobs/schedules/job-status.ts';
import type { DriftCounts } from '../../jobs/drift.ts';
import { type OpenAlert, WINDOW, gameConditions, readOpenAlertFacts } from './open-alerts.ts';
import { type FailingRefresh, readFailingRefreshes } from '../doctor/failing-refreshes.ts';
import { type HeldCancellations, readHeldCancellations } from '../doctor/held-cancellations.ts';
import { type RefusedKey, refusedKey } from '../facts/refused-key.ts';
import { IS_OVERDUE } from '../../read/tasks/task-counts.ts';
import { WORKER_ALIVE_SECONDS } from '../../fleet/workers.ts';
import type { ProviderStatus } from '../providers/provider-status.ts';
import type { ProviderTerms } from '../../providers/registry.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import { type RecordedWarning, readQuotaWarnings } from '../quota/quota-warnings.ts';
import { LATENESS_SECONDS, type TaskRow, readTasks, selectTasks } from '../../read/tasks/task-rows.ts';

/** A game that somebody has to look at, and since when. */
export type GameInTrouble = Pick<
  TaskRow,
  | 'id'
  | 'game_id'
  | 'label'
  | 'league'
  | 'error_type'
  | 'error_message'
  | 'hold_detail'
  | 'hold_words'
  | 'in_words'
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
  /** Games that are not complete long after their windows, for whatever reason, unless they are known as stuck. */
  incompleteGames: readonly GameInTrouble[];
  /** Games of the last week whose lines are there in part for good. */
  partialGames: { count: number; label: string | null };
  openAlerts: readonly OpenAlert[];
  /** Tasks on hold because the provider refuses the key, and the first of them. */
  keyRefused: RefusedKey;
  /** Providers whose account is not active. */
  inactiveAccounts: readonly string[];
  /** Workers that the watchdog ended in the last hour, or since the last alert about it. */
  stuckWorkers: { count: number; since: Date | null; message: string | null; lastAt: Date | null };
  /** When any worker took a job last. */
  lastJobAt: Date | null;
  /** Processes that died without a word in the last day. */
  diedWorkers: { count: number; message: string | null };
  /** The last backup failed: why; null when it did not. */
  backupProblem: string | null;
  /** What is known of the last backup. */
  lastBackup: 'backup_made' | 'backup_failed' | null;
  /** First passes of the last day that started later than allowed, or wait for longer; and how many started at all. */
  late: { count: number; worst_seconds: number | null; starts: number };
  /** First passes that ended in the last day. */
  ended: { completed: number; failed: number };
  quarantine: { rows: number; unknown_teams: number };
  drift: DriftCounts | null;
  quota: readonly RecordedWarning[];
  failingRefreshes: readonly FailingRefresh[];
  heldCancellations: readonly HeldCancellations[];
  /** When a schedule or a roster was refreshed last, within the last days. */
  lastRefreshedAt: Date | null;
};

/** Everything that one look knows. */
export type AlertFacts = DatabaseFacts & {
  /** Why the queue store does not answer; null when it does. */
  queueProblem: string | null;
  /** Why no provider can be asked; undefined when they can. */
  keyProblem: string | undefined;
  /** How people know the provider, and what they set for it. */
  terms: Pick<ProviderTerms, 'keyVariable' | 'planVariable'>;
  /** Undefined while it cannot be told. */
  forecast: readonly HostForecast[] | undefined;
  providers: readonly ProviderStatus[];
  jobs: readonly JobStatus[];
};

/** Failures that are older are no news any more when nobody was told of them. */
const NEWS_DAYS = 7;

/** Games that one look takes up; the next look goes on. */
const GAMES_AT_ONCE = 200;

/** Whether an open alert tells of this task already. */
const hasAlert = (kind: string) =>
  sql`exists (select from alerts as alert where alert.resolved_at is null and alert.key = ${kind} || ':' || task.id)`;

/** The same of a failure, unless the game has failed once more since the alert was seen last. */
const FAILURE_IS_KNOWN = sql`exists (
  select from alerts as alert
  where alert.resolved_at is null and alert.key in ('game_failed:' || task.id, 'game_poison:' || task.id)
    and alert.last_seen_at >= coalesce(task.completed_at, '-infinity'))`;

/** Reads all facts side by side; none of the statements reads tasks that ended long ago. */
export async function readDatabaseFacts(
  db: Database,
  { storeName, latenessMs, incompleteMs }: { storeName: string; latenessMs: number; incompleteMs: number },
): Promise<DatabaseFacts> {
  const conditions = gameConditions(incompleteMs);
  const latenessSeconds = latenessMs / 1000;
  const inTrouble = (condition: SQL, kind: string, since: SQL) =>
    readTasks(db, {
      ids: sql`select task.id from seeding_tasks as task where ${condition} and not ${hasAlert(kind)}
               order by task.id limit ${GAMES_AT_ONCE}`,
      orderBy: sql`task.id`,
      sortKey: sql`to_json(${since}) #>> '{}'`,
    });
  const [
    single,
    failed,
    stuck,
    incomplete,
    partial,
    openAlerts,
    late,
    quota,
    keyRefused,
    failingRefreshes,
    heldCancellations,
  ] = await Promise.all([
    readSingleFacts(db, storeName),
    selectTasks(db, {
      where: sql`${conditions.failed} and task.updated_at > now() - ${NEWS_DAYS} * interval '1 day'
                 and not ${FAILURE_IS_KNOWN}`,
      orderBy: sql`task.id`,
      limit: GAMES_AT_ONCE,
    }),
    inTrouble(conditions.stuck, 'game_stuck', sql`task.stuck_since`),
    inTrouble(conditions.incomplete, 'game_incomplete', WINDOW),
    selectTasks(db, {
      where: sql`task.status = 'completed' and task.pass = 'first' and game.seeding_status = 'partial'
                 and task.updated_at > now() - ${NEWS_DAYS} * interval '1 day'`,
      orderBy: sql`task.updated_at desc, task.id desc`,
      limit: GAMES_AT_ONCE,
      source: sql`seeding_tasks as task join games as game on game.id = task.game_id`,
    }),
    readOpenAlertFacts(db, conditions),
    firstRow<DatabaseFacts['late']>(
      db,
      sql`
        select count(*) filter (where seconds > ${latenessSeconds})::int as count,
               (max(seconds) filter (where seconds > ${latenessSeconds}))::double precision as worst_seconds,
               count(*) filter (where has_started)::int as starts
        from (
          select ${LATENESS_SECONDS} as seconds, true as has_started from seeding_tasks as task
          where task.pass = 'first' and task.status in ('running', 'completed', 'failed')
            and task.updated_at >= now() - interval '24 hours' and task.execution_time >= now() - interval '24 hours'
          union all
          select extract(epoch from now() - greatest(due_at, created_at)), false
          from seeding_tasks where ${IS_OVERDUE}) as start`,
    ),
    readQuotaWarnings(db),
    refusedKey.read(db, null),
    readFailingRefreshes(db),
    readHeldCancellations(db),
  ]);
  const [newestPartial] = partial;
  return {
    ...single,
    failedGames: failed.map((task) => ({ ...task, since: task.completed_at ?? task.updated_at })),
    stuckGames: stuck.map((task) => ({ ...task, since: new Date(task.sort_key) })),
    incompleteGames: incomplete.map((task) => ({ ...task, since: new Date(task.sort_key) })),
    partialGames: { count: partial.length, label: newestPartial?.label ?? null },
    openAlerts,
    late: late ?? { count: 0, worst_seconds: null, starts: 0 },
    quota,
    keyRefused,
    failingRefreshes,
    heldCancellations,
  };
}

/** Nobody reads more exactly than this, and a look every few seconds must not count a season. */
const MANY_TASKS = 1_000;

type SingleFacts = Omit<
  DatabaseFacts,
  | 'failedGames'
  | 'stuckGames'
  | 'incompleteGames'
  | 'partialGames'
  | 'openAlerts'
  | 'late'
  | 'quota'
  | 'keyRefused'
  | 'failingRefreshes'
  | 'heldCancellations'
>;

type SingleRow = {
  open_tasks: number;
  last_heartbeat_at: Date | null;
  workers_alive: number;
  inactive_accounts: string[] | null;
  stuck_workers: number;
  stuck_workers_since: Date | null;
  stuck_workers_message: string | null;
  stuck_workers_last_at: Date | null;
  last_job_at: Date | null;
  died_workers: number;
  died_workers_message: string | null;
  last_backup: DatabaseFacts['lastBackup'];
  backup_message: string | null;
  last_refreshed_at: Date | null;
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
             (select max(last_job_at) from worker_heartbeats) as last_job_at,
             backup.kind as last_backup, backup.message as backup_message,
             (select max(created_at) from sync_log
              where operation in ('refresh_schedule', 'refresh_rosters') and status not in ('failed', 'held')
                and created_at > now() - interval '3 days') as last_refreshed_at,
             (select last_drift from queue_stores where name = ${storeName}) as drift
      from (
        select (select count(*)::int from (
                  select from seeding_tasks where status in ('pending', 'running') limit ${MANY_TASKS}) as open) as open_tasks
      ) as task, (
        select count(*) filter (where ${IS_FRESH_STUCK_WORKER})::int as stuck_workers,
               min(created_at) filter (where ${IS_FRESH_STUCK_WORKER}) as stuck_workers_since,
               (array_agg(message order by id desc) filter (where ${IS_FRESH_STUCK_WORKER}))[1] as stuck_workers_message,
               max(created_at) filter (where kind = 'worker_stuck') as stuck_workers_last_at,
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
      ) as quarantine
      left join (
        select kind, message from system_events where kind in ('backup_made', 'backup_failed') order by id desc limit 1
      ) as backup on true`,
  );
  if (!row) throw new Error('the facts for alerts came back empty');
  return {
    openTasks: row.open_tasks,
    lastHeartbeatAt: row.last_heartbeat_at,
    workersAlive: row.workers_alive,
    inactiveAccounts: row.inactive_accounts ?? [],
    stuckWorkers: {
      count: row.stuck_workers,
      since: row.stuck_workers_since,
      message: row.stuck_workers_message,
      lastAt: row.stuck_workers_last_at,
    },
    lastJobAt: row.last_job_at,
    diedWorkers: { count: row.died_workers, message: row.died_workers_message },
    backupProblem: row.last_backup === 'backup_failed' ? row.backup_message : null,
    lastBackup: row.last_backup,
    lastRefreshedAt: row.last_refreshed_at,
    ended: { completed: row.completed, failed: row.failed },
    quarantine: { rows: row.quarantine_rows, unknown_teams: row.unknown_teams },
    drift: row.drift,
  };
}

/** Of the last hour; also older ones that no alert has told of, because nobody looked when they happened. */
const IS_FRESH_STUCK_WORKER = sql`(kind = 'worker_stuck' and (created_at > now() - interval '1 hour'
  or created_at > coalesce((select max(last_seen_at) from alerts where key = 'worker_stuck'), '-infinity')))`;
