import type { App } from '../app/app.ts';
import type { ProviderLimits } from '../app/build-limits.ts';
import { type BuildAppOptions, buildApp } from '../app/build-app.ts';
import { type AsyncService, deferred } from '../platform/deferred.ts';
import { loadEnvironment } from '../config/load-environment.ts';
import type { AlertQueries } from '../monitoring/alerts/records/alert-queries.ts';
import type { BreakerControl } from '../monitoring/providers/breaker-control.ts';
import type { Check } from '../monitoring/doctor/check.ts';
import type { Doctor } from '../monitoring/doctor/doctor.ts';
import type { ForecastReader } from '../monitoring/quota/forecast-reader.ts';
import type { GameQueries } from '../read/games/game-queries.ts';
import type { ImportQueries } from '../schedule/import-queries.ts';
import type { ObjectivesReader } from '../monitoring/objectives/read-objectives.ts';
import type { JobControl } from '../jobs/schedules/job-control.ts';
import type { Monitoring } from '../monitoring/monitoring.ts';
import type { OverviewReader } from '../monitoring/overview/overview.ts';
import type { TonightReader } from '../monitoring/overview/read-tonight.ts';
import type { ProviderStatusReader } from '../monitoring/providers/provider-status.ts';
import type { QuarantineQueries } from '../schedule/quarantine-queries.ts';
import type { SeasonStatsReader } from '../datasets/season/queries.ts';
import type { DatasetCatalog } from '../datasets/catalog.ts';
import type { DatasetRefresher } from '../datasets/refresher.ts';
import type { TaskQueries } from '../read/tasks/task-queries.ts';
import { noteSlowStart } from './note-slow-start.ts';
import { createNoticeLogger } from './notice-logger.ts';

/** The services that commands call. */
export type Services = {
  app: App;
  taskQueries: TaskQueries;
  gameQueries: GameQueries;
  monitoring: Monitoring;
  quarantineQueries: QuarantineQueries;
  importQueries: ImportQueries;
  alertQueries: AlertQueries;
  jobControl: JobControl;
  overview: OverviewReader;
  readTonight: TonightReader;
  providerStatus: ProviderStatusReader;
  breakers: BreakerControl;
  forecast: ForecastReader['forecast'];
  readObjectives: ObjectivesReader;
  doctor: Doctor;
  datasets: () => Promise<DatasetCatalog>;
  datasetRefresher: DatasetRefresher;
  seasonStats: SeasonStatsReader;
};

export type OpenServicesOptions = {
  environment: Readonly<Record<string, string | undefined>>;
  projectRoot: string;
  /** Log everything, whatever LOG_LEVEL says. */
  isVerbose: boolean;
  /** Tells a warning on standard error. */
  note: (line: string) => void;
  migrate: 'always' | 'check' | undefined;
  loadDatasets: () => Promise<DatasetCatalog>;
  loadChecks: () => Promise<readonly Check[]>;
};

/** Builds the services of a command; the caller closes `app`. */
export async function openServices(options: OpenServicesOptions): Promise<Services> {
  const { projectRoot, migrate } = options;
  const { values } = loadEnvironment(options.environment, projectRoot, [{ name: 'DATABASE_URL' }]);
  const isEmbedded = values['DATABASE_URL'] === undefined;
  const starting = buildApp({
    processName: 'cli',
    ...logging(options),
    projectRoot,
    ...(migrate ? { migrate } : {}),
  });
  const app = await (isEmbedded ? noteSlowStart(starting, options.note) : starting);
  return { app, ...queriesOf(app), ...monitoringOf(app, options), ...datasetServices(app, options) };
}

/** Each service of a command is imported when the command calls it first. */
function later<Service extends AsyncService<Service>>(build: () => Promise<Service>): Service {
  return deferred(build).service;
}

function queriesOf({ database: { db } }: App) {
  const taskQueries = later(async () => {
    const { createTaskQueries } = await import('../read/tasks/task-queries.ts');
    return createTaskQueries({ db });
  });
  return {
    taskQueries,
    gameQueries: later(async () => {
      const { createGameQueries } = await import('../read/games/game-queries.ts');
      return createGameQueries({ db, taskQueries });
    }),
    quarantineQueries: later(async () => {
      const { createQuarantineQueries } = await import('../schedule/quarantine-queries.ts');
      return createQuarantineQueries({ db });
    }),
    importQueries: later(async () => {
      const { createImportQueries } = await import('../schedule/import-queries.ts');
      return createImportQueries({ db });
    }),
    alertQueries: later(async () => {
      const { createAlertQueries } = await import('../monitoring/alerts/records/alert-queries.ts');
      return createAlertQueries({ db });
    }),
    jobControl: later(async () => {
      const { createJobControl } = await import('../jobs/schedules/job-control.ts');
      return createJobControl({ db });
    }),
  };
}

function monitoringOf(app: App, { loadChecks }: OpenServicesOptions) {
  const { database, store, clock } = app;
  const { db } = database;
  const providerStatus = createCommandProviderStatus(app);
  const forecast = createCommandForecast(app);
  const readTonight: TonightReader = async (look) => {
    const { createTonightReader } = await import('../monitoring/overview/read-tonight.ts');
    return createTonightReader({ db, store, providerStatus, clock })(look);
  };
  const overview: OverviewReader = async () => {
    const { createOverviewReader } = await import('../monitoring/overview/overview.ts');
    return createOverviewReader({ db, store, providerStatus, clock })();
  };
  const readObjectives: ObjectivesReader = async () => {
    const { createObjectivesReader } = await import('../monitoring/objectives/read-objectives.ts');
    const { configured } = await expectationsOf(app);
    return createObjectivesReader({ db, perDay: () => configured.perDay })();
  };
  return {
    monitoring: later(async () => {
      const { createMonitoring } = await import('../monitoring/monitoring.ts');
      return createMonitoring({ db });
    }),
    overview,
    readTonight,
    providerStatus,
    breakers: createCommandBreakers(app),
    forecast,
    readObjectives,
    doctor: later(async () => {
      const { createDoctor } = await import('../monitoring/doctor/doctor.ts');
      return createDoctor({ ...app, checks: await loadChecks(), providerStatus, forecast, readTonight });
    }),
  };
}

function datasetServices({ database: { db }, logger }: App, { loadDatasets }: OpenServicesOptions) {
  const seasonStats: SeasonStatsReader = async (query) => {
    const { createSeasonStatsReader } = await import('../datasets/season/queries.ts');
    return createSeasonStatsReader({ db })(query);
  };
  return {
    datasets: loadDatasets,
    datasetRefresher: later(async () => {
      const { createDatasetRefresher } = await import('../datasets/refresher.ts');
      return createDatasetRefresher({ db, catalog: await loadDatasets(), logger });
    }),
    seasonStats,
  };
}

async function expectationsOf(app: App) {
  const { providerExpectations } = await import('../monitoring/providers/provider-expectations.ts');
  return providerExpectations(app);
}

/** What processes share about providers is opened for the moment of the question only: few commands ask. */
async function withLimits<T>(app: App, work: (limits: ProviderLimits) => Promise<T>): Promise<T> {
  const { buildLimits } = await import('../app/build-limits.ts');
  const limits = buildLimits(app);
  try {
    return await work(limits);
  } finally {
    await limits.close();
  }
}

function createCommandProviderStatus(app: App): ProviderStatusReader {
  return () =>
    withLimits(app, async ({ ledger, breakers }) => {
      const { createProviderStatusReader } = await import('../monitoring/providers/provider-status.ts');
      return createProviderStatusReader({
        db: app.database.db,
        ...(await expectationsOf(app)),
        quotaSnapshot: ledger.snapshot,
        breakerSnapshots: breakers.snapshots,
      })();
    });
}

function createCommandForecast(app: App): ForecastReader['forecast'] {
  const { config, database, registry } = app;
  return (days) =>
    withLimits(app, async ({ ledger }) => {
      const { createForecastReader } = await import('../monitoring/quota/forecast-reader.ts');
      const quotaSnapshot = ledger.snapshot;
      return createForecastReader({ db: database.db, config, registry, quotaSnapshot }).forecast(days);
    });
}

function createCommandBreakers(app: App): BreakerControl {
  const { hosts } = app.registry;
  const { sportsEnabled } = app.config.seeding;
  const withControl = <T>(work: (control: BreakerControl) => Promise<T>): Promise<T> =>
    withLimits(app, async ({ breakers }) => {
      const { createBreakerControl } = await import('../monitoring/providers/breaker-control.ts');
      return work(createBreakerControl({ db: app.database.db, breakers, hosts, sportsEnabled }));
    });
  return {
    list: () => withControl((control) => control.list()),
    reset: (host, actor) => withControl((control) => control.reset(host, actor)),
  };
}

/**
 * A command speaks through its result: of the log people see short warnings only, unless somebody asked for the
 * log itself by LOG_LEVEL or --verbose.
 */
function logging(options: OpenServicesOptions): Pick<BuildAppOptions, 'environment' | 'overrides'> {
  const { environment, projectRoot, isVerbose, note } = options;
  if (isVerbose) return { environment: { ...environment, LOG_LEVEL: 'debug', LOG_LEVEL_FILE: undefined } };
  const { values } = loadEnvironment(environment, projectRoot, [{ name: 'LOG_LEVEL' }]);
  const isChosen = values['LOG_LEVEL'] !== undefined;
  return isChosen ? { environment } : { environment, overrides: { logger: createNoticeLogger(note) } };
}
