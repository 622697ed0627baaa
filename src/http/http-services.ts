import type { App } from '../app/app.ts';
import type { Database } from '../db/database.ts';
import { type AlertQueries, createAlertQueries } from '../monitoring/alerts/records/alert-queries.ts';
import { type BreakerControl, createBreakerControl } from '../monitoring/providers/breaker-control.ts';
import { type BoxScore, readBoxScore } from '../read/games/box-score.ts';
import { type ForecastReader, createForecastReader } from '../monitoring/quota/forecast-reader.ts';
import { type GameQueries, createGameQueries } from '../read/games/game-queries.ts';
import { type Health, createHealth } from '../monitoring/health.ts';
import type { MetricGroup } from '../monitoring/metrics/metric-group.ts';
import { type IdempotencyStore, createIdempotencyStore } from './idempotency-keys.ts';
import { type ImportQueries, createImportQueries } from '../schedule/import-queries.ts';
import { type JobControl, createJobControl } from '../jobs/schedules/job-control.ts';
import { type WorkQueries, createWorkQueries } from '../jobs/ledger/work-queries.ts';
import { type LoginSessions, createLoginSessions } from './security/login-sessions.ts';
import { type Metrics, createMetrics } from '../monitoring/metrics/metrics.ts';
import { type Monitoring, createMonitoring } from '../monitoring/monitoring.ts';
import { type OverviewReader, createOverviewReader } from '../monitoring/overview/overview.ts';
import { type ObjectivesReader, createObjectivesReader } from '../monitoring/objectives/read-objectives.ts';
import { createTonightReader } from '../monitoring/overview/read-tonight.ts';
import { providerExpectations } from '../monitoring/providers/provider-expectations.ts';
import {
  type ProviderStatusReader,
  createProviderStatusReader,
} from '../monitoring/providers/provider-status.ts';
import { type QuarantineQueries, createQuarantineQueries } from '../schedule/quarantine-queries.ts';
import { type RunQueries, createRunQueries } from '../read/runs/run-queries.ts';
import { type GameLineage, readGameLineage } from '../read/runs/game-lineage.ts';
import { type SeasonStatsReader, createSeasonStatsReader } from '../datasets/season/queries.ts';
import { type TaskQueries, createTaskQueries } from '../read/tasks/task-queries.ts';
import { type Remembered, remembered } from '../platform/remembered.ts';
import { type Sections, dashboardSections } from './pages/dashboard-sections.ts';
import type { BreakerRegistry } from '../providers/client/breaker-registry.ts';
import type { QuotaSnapshot } from '../providers/client/quota-ledger.ts';

/** Everything that the routes call. */
export type HttpServices = {
  taskQueries: TaskQueries;
  gameQueries: GameQueries;
  readBoxScore: (gameId: number) => Promise<BoxScore | undefined>;
  /** Where what is known of a game comes from. */
  readLineage: (gameId: number) => Promise<GameLineage | undefined>;
  runQueries: RunQueries;
  quarantineQueries: QuarantineQueries;
  importQueries: ImportQueries;
  alertQueries: AlertQueries;
  jobControl: JobControl;
  workQueries: WorkQueries;
  idempotency: IdempotencyStore;
  loginSessions: LoginSessions;
  monitoring: Monitoring;
  health: Health;
  metrics: Metrics;
  providerStatus: ProviderStatusReader;
  forecast: ForecastReader['forecast'];
  readObjectives: ObjectivesReader;
  readOverview: OverviewReader;
  /** The dashboard's sections, read once a second for all who look. */
  readDashboard: Remembered<Sections>;
  /** Everything that is remembered for pages, to be forgotten when something changes. */
  remembered: readonly Pick<Remembered<unknown>, 'forget'>[];
  /** Undefined where no breakers are wired. */
  breakers: BreakerControl | undefined;
  seasonStats: SeasonStatsReader;
};

/** What only a process with providers knows; without it pages show calls, but no quota and no breaker. */
export type ProviderInsight = {
  quotaSnapshot?: ((host: string) => Promise<QuotaSnapshot>) | undefined;
  breakers?: BreakerRegistry | undefined;
  /** Those of features. */
  metrics?: readonly MetricGroup[] | undefined;
};

/** Builds the services of the HTTP server from the app. */
export function createHttpServices(app: App, insight: ProviderInsight = {}): HttpServices {
  const { db } = app.database;
  const providerStatus = createProviderStatusReader({
    db,
    ...providerExpectations(app),
    quotaSnapshot: insight.quotaSnapshot,
    breakerSnapshots: insight.breakers?.snapshots,
  });
  const { forecast } = createForecastReader({
    db,
    config: app.config,
    registry: app.registry,
    quotaSnapshot: insight.quotaSnapshot,
  });
  return {
    ...recordServices(db),
    ...healthServices(app, providerStatus, insight.metrics),
    ...dashboardServices(app, providerStatus, forecast),
    readObjectives: createObjectivesReader({
      db,
      perDay: () => providerExpectations(app).configured.perDay,
    }),
    providerStatus,
    forecast,
    breakers: breakerControlOf(app, insight.breakers),
  };
}

/** What reads and writes rows, and needs the database alone. */
function recordServices(db: Database) {
  const taskQueries = createTaskQueries({ db });
  return {
    taskQueries,
    gameQueries: createGameQueries({ db, taskQueries }),
    readBoxScore: (gameId: number) => readBoxScore(db, gameId),
    readLineage: (gameId: number) => readGameLineage(db, gameId),
    runQueries: createRunQueries({ db }),
    quarantineQueries: createQuarantineQueries({ db }),
    importQueries: createImportQueries({ db }),
    alertQueries: createAlertQueries({ db }),
    jobControl: createJobControl({ db }),
    workQueries: createWorkQueries({ db }),
    idempotency: createIdempotencyStore({ db }),
    loginSessions: createLoginSessions({ db }),
    monitoring: createMonitoring({ db }),
    seasonStats: createSeasonStatsReader({ db }),
  };
}

/** How the installation is: for people, for whoever watches it, and as metrics. */
function healthServices(
  { database, store, clock, logger, version, projectRoot, config }: App,
  providerStatus: ProviderStatusReader,
  groups: ProviderInsight['metrics'],
): Pick<HttpServices, 'health' | 'metrics'> {
  return {
    health: createHealth({
      database,
      store,
      projectRoot,
      version,
      clock,
      clockSkewLimitMs: config.database.clockSkewLimitMs,
      providerStatus,
      readTonight: createTonightReader({ db: database.db, store, providerStatus, clock }),
    }),
    metrics: createMetrics({ database, store, providerStatus, version, clock, logger, groups }),
  };
}

/** The overview, and what is remembered of it for all who look. */
function dashboardServices(
  { database: { db }, store, clock }: App,
  providerStatus: ProviderStatusReader,
  forecast: ForecastReader['forecast'],
): Pick<HttpServices, 'readOverview' | 'readDashboard' | 'remembered'> {
  const forecastOfPage = remembered(() => forecast(), { clock, freshMs: FORECAST_FRESH_MS });
  const readOverview = createOverviewReader({ db, store, providerStatus, forecast: forecastOfPage, clock });
  const readDashboard = remembered(async () => dashboardSections(await readOverview()), {
    clock,
    freshMs: DASHBOARD_FRESH_MS,
  });
  return { readOverview, readDashboard, remembered: [readDashboard, forecastOfPage] };
}

function breakerControlOf(
  { database: { db }, registry, config }: App,
  breakers: BreakerRegistry | undefined,
): BreakerControl | undefined {
  if (!breakers) return undefined;
  return createBreakerControl({
    db,
    breakers,
    hosts: registry.hosts,
    sportsEnabled: config.seeding.sportsEnabled,
  });
}

/** However many look at the dashboard, its facts are read no more often. */
const DASHBOARD_FRESH_MS = 1_000;

/** The page is drawn every second, and days ahead do not change that fast. */
const FORECAST_FRESH_MS = 60_000;
