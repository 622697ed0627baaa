import type { App } from '../app/app.ts';
import type { ProviderLimits } from '../app/build-limits.ts';
import { type BuildAppOptions, buildApp } from '../app/build-app.ts';
import { loadEnvironment } from '../config/load-environment.ts';
import { type AlertQueries, createAlertQueries } from '../monitoring/alerts/records/alert-queries.ts';
import { type BreakerControl, createBreakerControl } from '../monitoring/providers/breaker-control.ts';
import type { Check } from '../monitoring/doctor/check.ts';
import { type Doctor, createDoctor } from '../monitoring/doctor/doctor.ts';
import { type ForecastReader, createForecastReader } from '../monitoring/quota/forecast-reader.ts';
import { type GameQueries, createGameQueries } from '../read/games/game-queries.ts';
import { type ImportQueries, createImportQueries } from '../schedule/import-queries.ts';
import { type ObjectivesReader, createObjectivesReader } from '../monitoring/objectives/read-objectives.ts';
import { type JobControl, createJobControl } from '../jobs/schedules/job-control.ts';
import { type Monitoring, createMonitoring } from '../monitoring/monitoring.ts';
import { type OverviewReader, createOverviewReader } from '../monitoring/overview/overview.ts';
import { type TonightReader, createTonightReader } from '../monitoring/overview/read-tonight.ts';
import { providerExpectations } from '../monitoring/providers/provider-expectations.ts';
import {
  type ProviderStatusReader,
  createProviderStatusReader,
} from '../monitoring/providers/provider-status.ts';
import { type QuarantineQueries, createQuarantineQueries } from '../schedule/quarantine-queries.ts';
import { type SeasonStatsReader, createSeasonStatsReader } from '../datasets/season/queries.ts';
import type { DatasetCatalog } from '../datasets/catalog.ts';
import { type DatasetRefresher, createDatasetRefresher } from '../datasets/refresher.ts';
import { type TaskQueries, createTaskQueries } from '../read/tasks/task-queries.ts';
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
  datasets: DatasetCatalog;
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
  const { db } = app.database;
  const taskQueries = createTaskQueries({ db });
  const providerStatus = createCommandProviderStatus(app);
  const forecast = createCommandForecast(app);
  const readTonight = createTonightReader({ db, store: app.store, providerStatus, clock: app.clock });
  const datasets = await options.loadDatasets();
  return {
    app,
    taskQueries,
    gameQueries: createGameQueries({ db, taskQueries }),
    monitoring: createMonitoring({ db }),
    quarantineQueries: createQuarantineQueries({ db }),
    importQueries: createImportQueries({ db }),
    alertQueries: createAlertQueries({ db }),
    jobControl: createJobControl({ db }),
    overview: createOverviewReader({ db, store: app.store, providerStatus, clock: app.clock }),
    readTonight,
    providerStatus,
    breakers: createCommandBreakers(app),
    forecast,
    readObjectives: createObjectivesReader({ db, perDay: () => providerExpectations(app).configured.perDay }),
    doctor: {
      async examine() {
        const checks = await options.loadChecks();
        return createDoctor({ ...app, checks, providerStatus, forecast, readTonight }).examine();
      },
    },
    datasets,
    datasetRefresher: createDatasetRefresher({ db, catalog: datasets, logger: app.logger }),
    seasonStats: createSeasonStatsReader({ db }),
  };
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
    withLimits(app, ({ ledger, breakers }) =>
      createProviderStatusReader({
        db: app.database.db,
        ...providerExpectations(app),
        quotaSnapshot: ledger.snapshot,
        breakerSnapshots: breakers.snapshots,
      })(),
    );
}

function createCommandForecast(app: App): ForecastReader['forecast'] {
  const { config, database, registry } = app;
  return (days) =>
    withLimits(app, ({ ledger }) =>
      createForecastReader({ db: database.db, config, registry, quotaSnapshot: ledger.snapshot }).forecast(
        days,
      ),
    );
}

function createCommandBreakers(app: App): BreakerControl {
  const { hosts } = app.registry;
  const { sportsEnabled } = app.config.seeding;
  const control = ({ breakers }: ProviderLimits): BreakerControl =>
    createBreakerControl({ db: app.database.db, breakers, hosts, sportsEnabled });
  return {
    list: () => withLimits(app, (limits) => control(limits).list()),
    reset: (host, actor) => withLimits(app, (limits) => control(limits).reset(host, actor)),
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
