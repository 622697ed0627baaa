import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import type { HoldReason } from '../../domain/statuses.ts';
import type { Clock } from '../../platform/clock.ts';
import { remembered } from '../../platform/remembered.ts';
import type { QueueStore } from '../../jobs/store.ts';
import type { Alert } from '../alerts/alert.ts';
import { readOpenAlerts } from '../alerts/queries.ts';
import { type ControlStatus, readControls } from '../../fleet/control-processes.ts';
import { type WorkerStatus, readWorkers } from '../../fleet/workers.ts';
import type { ProviderStatus, ProviderStatusReader } from '../providers/provider-status.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import { type TaskRow, selectTasks } from '../../read/tasks/task-rows.ts';
import { type CorrectionStatus, readCorrections } from './corrections.ts';
import { type FlowLateness, type GameFlow, LAST_DAY, LAST_WEEK, readGameFlow } from './game-flow.ts';
import { type NightCounts, readNightCounts } from './night-counts.ts';
import { type QueueStatus, type StoreStatus, readQueues, readStoreStatus } from './queue-status.ts';
import { type RecentEvent, readRecentEvents } from './recent-events.ts';
import { type RecentImport, readRecentImports } from './recent-imports.ts';
import { ALERTS_SHOWN, type SportPause, countQuarantine, readPauses } from './open-matters.ts';
import { type OverviewCounts, readCounts, readHeldByReason } from '../../read/tasks/task-counts.ts';

/**
 * What the dashboard shows, as of `read_at`. Recent means the last 24 hours. Counts and lists are of games, that is
 * of first passes; only `running` lists every run.
 */
export type Overview = {
  read_at: Date;
  counts: OverviewCounts;
  /** The games of tonight, and what holds them. */
  night: NightCounts;
  held_by_reason: readonly { reason: HoldReason; count: number; next_at: Date }[];
  lateness_24h: FlowLateness;
  /** Due against started against complete, for charts of the last day and the last seven. */
  flow: { day: GameFlow; week: GameFlow };
  upcoming: readonly TaskRow[];
  running: readonly TaskRow[];
  held: readonly TaskRow[];
  failed: readonly TaskRow[];
  done: readonly TaskRow[];
  workers: readonly WorkerStatus[];
  control_processes: readonly ControlStatus[];
  queues: readonly QueueStatus[];
  store: StoreStatus;
  pauses: readonly SportPause[];
  providers: readonly ProviderStatus[];
  /** What the coming week needs of each provider; empty where nobody forecasts. */
  forecast: readonly HostForecast[];
  imports: readonly RecentImport[];
  /** The later looks at finished games. */
  corrections: CorrectionStatus;
  quarantine_open: number;
  /** What happened to the installation lately, the newest first. */
  events: readonly RecentEvent[];
  /** The first of the open alerts, the critical first. */
  alerts: readonly Alert[];
};

/** Rows of each list on the dashboard. */
const LIST_SIZE = 12;

/** Runs are read for the workers too, who each run some. */
const RUNNING_SIZE = 100;

const EVENTS_SIZE = 8;

/** The page is drawn every second; the chart of the week shows no difference for minutes. */
const WEEK_FRESH_MS = 30_000;

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
      night,
      held,
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
      readNightCounts(db),
      readHeldByReason(db),
      readGameFlow(db, LAST_DAY),
      readWeek(),
      readLists(db),
      readWorkers(db),
      readControls(db),
      readStoreStatus(db, store),
      readPauses(db),
      providerStatus(),
      readForecast?.() ?? [],
      readRecentImports(db, 5),
      readCorrections(db),
      countQuarantine(db),
      readOpenAlerts(db, ALERTS_SHOWN),
      readRecentEvents(db, EVENTS_SIZE),
    ]);
    return {
      read_at: counts.read_at,
      counts,
      night,
      held_by_reason: held,
      lateness_24h: day.lateness,
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
      quarantine_open: quarantine,
      alerts,
      events,
    };
  };
}

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
