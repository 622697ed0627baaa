import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import type { Sport } from '../../domain/sport.ts';
import type { HoldReason } from '../../domain/statuses.ts';
import type { Clock } from '../../platform/clock.ts';
import { remembered } from '../../platform/remembered.ts';
import { allQueueNames } from '../../queue/catalog.ts';
import type { DriftCounts } from '../../queue/drift.ts';
import type { QueueCounts, QueueStore } from '../../queue/store.ts';
import type { Alert } from '../alerts/alert.ts';
import { readOpenAlerts } from '../alerts/queries.ts';
import { type CorrectionStatus, readCorrections } from './corrections.ts';
import { type GameFlow, LAST_DAY, LAST_WEEK, readGameFlow } from './game-flow.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import type { ProviderStatus, ProviderStatusReader } from '../providers/provider-status.ts';
import { type RecentEvent, readRecentEvents } from './recent-events.ts';
import { type ControlStatus, readControls } from '../processes/control-processes.ts';
import { LATENESS_SECONDS, type TaskRow, selectTasks } from '../search/task-rows.ts';
import { type WorkerStatus, readWorkers } from '../processes/workers.ts';

/**
 * What the dashboard shows, as of `read_at`. Recent means the last 24 hours. Counts and lists are of games, that is
 * of first passes; only `running` lists every run.
 */
export type Overview = {
  read_at: Date;
  counts: OverviewCounts;
  held_by_reason: readonly { reason: HoldReason; count: number; next_at: Date }[];
  lateness_24h: { count: number; p50: number | null; p95: number | null; max: number | null };
  /** Due against started against complete, for charts of the last day and the last seven. */
  flow: { day: GameFlow; week: GameFlow };
  upcoming: readonly TaskRow[];
  running: readonly TaskRow[];
  held: readonly TaskRow[];
  failed: readonly TaskRow[];
  done: readonly TaskRow[];
  workers: readonly WorkerStatus[];
  control_processes: readonly ControlStatus[];
  /** Null for a queue that does not answer. */
  queues: readonly { name: string; counts: QueueCounts | null }[];
  store: StoreStatus;
  pauses: readonly { sport: Sport; paused_at: Date | null; reason: string | null }[];
  providers: readonly ProviderStatus[];
  /** What the coming week needs of each provider; empty where nobody forecasts. */
  forecast: readonly HostForecast[];
  imports: readonly ImportRow[];
  /** The later looks at finished games. */
  corrections: CorrectionStatus;
  quarantine_open: number;
  /** What happened to the installation lately, the newest first. */
  events: readonly RecentEvent[];
  /** The first of the open alerts, the critical first. */
  alerts: readonly Alert[];
};

export type OverviewCounts = {
  pending: number;
  running: number;
  failed: number;
  /** Pending with a hold reason. */
  held: number;
  /** Due, not held and not started for longer than the grace. */
  overdue: number;
  /** Running with a lease that ran out. */
  abandoned: number;
  /** Held because the provider does not have their game final, long after it should. */
  stuck: number;
  due_24h: number;
  completed_24h: number;
  next_due_at: Date | null;
  oldest_overdue_at: Date | null;
};

export type StoreStatus = {
  kind: QueueStore['kind'];
  name: string;
  last_reconciled_at: Date | null;
  last_drift: DriftCounts | null;
};

export type ImportRow = {
  id: number;
  league: string;
  sport: Sport;
  season: number;
  source: string;
  preset: string;
  actor: string;
  created_at: Date;
  rows: number | null;
  games_added: number | null;
  games_moved: number | null;
  quarantined: number | null;
};

/** A due task gets this long to be taken up before it counts as overdue. */
export const OVERDUE_GRACE_SECONDS = 60;

/** Rows of each list on the dashboard. */
const LIST_SIZE = 12;

/** Runs are read for the workers too, who each run some. */
const RUNNING_SIZE = 100;

const EVENTS_SIZE = 8;

/** Open alerts that the overview has at the most. */
export const ALERTS_SHOWN = 12;

/** The page is drawn every second; the chart of the week shows no difference for minutes. */
const WEEK_FRESH_MS = 30_000;

/** A queue store that does not answer within this time is shown as unreachable. */
const STORE_TIMEOUT_MS = 2_000;

export type OverviewReader = () => Promise<Overview>;

export type OverviewOptions = {
  db: Database;
  store: QueueStore;
  providerStatus: ProviderStatusReader;
  forecast?: (() => Promise<readonly HostForecast[]>) | undefined;
  clock: Clock;
};

/** Reads everything that the dashboard shows in one round of statements side by side. */
export function createOverviewReader({
  db,
  store,
  providerStatus,
  forecast: readForecast,
  clock,
}: OverviewOptions): OverviewReader {
  const readWeek = remembered(() => readGameFlow(db, LAST_WEEK), { clock, freshMs: WEEK_FRESH_MS });
  return async function readOverview() {
    const [
      queues,
      counts,
      held,
      lateness,
      day,
      week,
      lists,
      workers,
      controls,
      storeStatus,
      pauses,
      providers,
      forecast,
      imports,
      corrections,
      quarantine,
      alerts,
      events,
    ] = await Promise.all([
      readQueues(store, clock),
      readCounts(db),
      readHeldByReason(db),
      readLateness(db),
      readGameFlow(db, LAST_DAY),
      readWeek(),
      readLists(db),
      readWorkers(db),
      readControls(db),
      readStoreStatus(db, store),
      readPauses(db),
      providerStatus(),
      readForecast?.() ?? [],
      readImports(db, 5),
      readCorrections(db),
      firstRow<{ count: number }>(
        db,
        sql`select count(*) as count from schedule_quarantine where status = 'open'`,
      ),
      readOpenAlerts(db, ALERTS_SHOWN),
      readRecentEvents(db, EVENTS_SIZE),
    ]);
    return {
      read_at: counts.read_at,
      counts,
      held_by_reason: held,
      lateness_24h: lateness ?? { count: 0, p50: null, p95: null, max: null },
      flow: { day, week },
      ...lists,
      workers,
      control_processes: controls,
      queues,
      store: storeStatus,
      pauses,
      providers,
      forecast,
      imports,
      corrections,
      quarantine_open: quarantine?.count ?? 0,
      alerts,
      events,
    };
  };
}

/** The counts of every queue; null for those that do not answer in time. */
export async function readQueues(store: QueueStore, clock: Clock): Promise<Overview['queues']> {
  const giveUp = new AbortController();
  const tooLong = clock.sleep(STORE_TIMEOUT_MS, giveUp.signal).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.all(
      allQueueNames().map(async (name) => ({
        name,
        counts: await Promise.race([store.counts(name).catch(() => null), tooLong]),
      })),
    );
  } finally {
    giveUp.abort();
  }
}

async function readCounts(db: Database): Promise<OverviewCounts & { read_at: Date }> {
  const row = await firstRow<OverviewCounts & { read_at: Date }>(
    db,
    sql`
      select now() as read_at, open.*, ended.*
      from (
        select count(*) filter (where status = 'pending') as pending,
               count(*) filter (where status = 'running') as running,
               count(*) filter (where status = 'pending' and hold_reason is not null) as held,
               count(*) filter (where ${IS_OVERDUE}) as overdue,
               count(*) filter (where status = 'running' and lease_expires_at < now()) as abandoned,
               count(*) filter (where ${IS_STUCK}) as stuck,
               count(*) filter (where status = 'pending' and due_at <= now() + interval '24 hours') as due_24h,
               min(due_at) filter (where status = 'pending' and due_at > now()) as next_due_at,
               min(due_at) filter (where ${IS_OVERDUE}) as oldest_overdue_at
        from seeding_tasks where status in ('pending', 'running') and pass = 'first'
      ) as open, (
        select (select count(*) from seeding_tasks where status = 'failed' and pass = 'first') as failed,
               (select count(*) from seeding_tasks
                where status = 'completed' and pass = 'first' and updated_at >= now() - interval '24 hours') as completed_24h
      ) as ended`,
  );
  if (!row) throw new Error('the counts of tasks came back empty');
  return row;
}

/** A task whose game should be final by now, as its last look said. */
export const IS_STUCK = sql.raw(
  `(stuck_since is not null and (status = 'running' or (status = 'pending' and hold_reason in ('not_final', 'quota', 'breaker_open'))))`,
);

/** A pending first pass that nothing holds back and that nobody has taken up in time. */
export const IS_OVERDUE = sql.raw(
  `(status = 'pending' and pass = 'first' and hold_reason is null and due_at < now() - interval '${OVERDUE_GRACE_SECONDS} seconds')`,
);

function readHeldByReason(db: Database) {
  return rowsOf<{ reason: HoldReason; count: number; next_at: Date }>(
    db,
    sql`
      select hold_reason as reason, count(*) as count, min(due_at) as next_at from seeding_tasks
      where status = 'pending' and pass = 'first' and hold_reason is not null group by 1 order by count desc`,
  );
}

function readLateness(db: Database) {
  return firstRow<Overview['lateness_24h']>(
    db,
    sql`
      select count(seconds) as count, percentile_cont(0.5) within group (order by seconds) as p50,
             percentile_cont(0.95) within group (order by seconds) as p95, max(seconds) as max
      from (${RECENT_LATENESS}) as recent`,
  );
}

/** Finished and running tasks that started in the last 24 hours; both statuses have an index to find them by. */
const RECENT_LATENESS = sql`
  select task.execution_time, ${LATENESS_SECONDS} as seconds from seeding_tasks as task
  where task.pass = 'first' and task.status in ('running', 'completed', 'failed') and task.updated_at >= now() - interval '24 hours'
    and task.execution_time >= now() - interval '24 hours'`;

async function readLists(db: Database) {
  const select = (where: SQL, orderBy: SQL, limit = LIST_SIZE): Promise<TaskRow[]> =>
    selectTasks(db, { where, orderBy, limit });
  const isHeld = sql`task.status = 'pending' and task.pass = 'first' and task.hold_reason is not null`;
  const recently = sql`task.updated_at >= now() - interval '7 days'`;
  const [upcoming, running, held, failed, done] = await Promise.all([
    select(
      sql`task.status = 'pending' and task.pass = 'first' and task.hold_reason is null`,
      sql`task.due_at, task.id`,
    ),
    select(sql`task.status = 'running'`, sql`task.due_at, task.id`, RUNNING_SIZE),
    select(isHeld, sql`task.due_at, task.id`),
    select(sql`task.status = 'failed' and task.pass = 'first'`, sql`task.updated_at desc, task.id desc`),
    select(
      sql`task.status = 'completed' and task.pass = 'first' and ${recently}`,
      sql`task.updated_at desc, task.id desc`,
    ),
  ]);
  return { upcoming, running, held, failed, done };
}

async function readStoreStatus(db: Database, store: QueueStore): Promise<StoreStatus> {
  const row = await firstRow<{ last_reconciled_at: Date | null; last_drift: DriftCounts | null }>(
    db,
    sql`select last_reconciled_at, last_drift from queue_stores where name = ${store.name}`,
  );
  return {
    kind: store.kind,
    name: store.name,
    last_reconciled_at: row?.last_reconciled_at ?? null,
    last_drift: row?.last_drift ?? null,
  };
}

function readPauses(db: Database) {
  return rowsOf<Overview['pauses'][number]>(
    db,
    sql`select display_name as sport, paused_at, pause_reason as reason from sports order by id`,
  );
}

/** The newest imports first. */
export function readImports(db: Database, limit: number): Promise<ImportRow[]> {
  return rowsOf<ImportRow>(
    db,
    sql`
      select import.id, league.name as league, sport.display_name as sport, season.year as season, import.source,
             import.preset, import.actor, import.created_at, (import.result ->> 'rows')::int as rows,
             (import.result ->> 'games_added')::int as games_added,
             (import.result ->> 'games_moved')::int as games_moved,
             case jsonb_typeof(import.result -> 'quarantined')
               when 'array' then jsonb_array_length(import.result -> 'quarantined')
               when 'number' then (import.result ->> 'quarantined')::int end as quarantined
      from schedule_imports as import
      join leagues as league on league.id = import.league_id
      join sports as sport on sport.id = league.sport_id
      join seasons as season on season.id = import.season_id
      order by import.id desc limit ${limit}`,
  );
}
