import { hostname } from 'node:os';
import type { Config, Secrets } from '../config/config.ts';
import type { DatasetCatalog } from '../datasets/catalog.ts';
import { freshnessTerms } from '../datasets/freshness.ts';
import { createAlertChannels } from '../monitoring/alerts/channels/create-channels.ts';
import { type DatabaseOutage, createDatabaseOutage } from '../monitoring/alerts/outage.ts';
import { createAlertWatch } from '../monitoring/alerts/watch.ts';
import { createForecastReader } from '../monitoring/quota/forecast-reader.ts';
import { providerExpectations } from '../monitoring/providers/provider-expectations.ts';
import { createProviderStatusReader } from '../monitoring/providers/provider-status.ts';
import type { RunJob } from '../jobs/schedules/recurrent-job.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { createPeriodicTask } from '../platform/periodic-task.ts';
import type { Service } from '../platform/service.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';

/** Pause between two looks whether the database answers. */
const INTERVAL_MS = 5_000;

/** Tells of a lost database; a control process has one from before its first connection. */
export function buildDatabaseOutage(options: {
  config: Config;
  secrets: Secrets;
  clock: Clock;
  logger: Logger;
}): DatabaseOutage {
  return createDatabaseOutage({
    ...options,
    channels: createAlertChannels(options),
    processName: `control on ${hostname()} (${process.pid})`,
  });
}

/** What a control process does about alerts. */
export type ControlAlerts = {
  /** The work of `deliver-alerts`. */
  work: RunJob;
  /** Tells of a database that is away, which no job can do that is claimed in it; each process for itself. */
  outageWatch: Service;
};

/** The alerts of a control process: any number of them may run, the one that has the job tells. */
export function buildAlerts(
  app: App,
  { ledger, breakers }: Pick<Providers, 'ledger' | 'breakers'>,
  catalog: DatasetCatalog,
): ControlAlerts {
  const { config, database, store, clock, logger } = app;
  const { db } = database;
  const { forecast } = createForecastReader({
    db,
    config,
    registry: app.registry,
    quotaSnapshot: ledger.snapshot,
  });
  const expectations = providerExpectations(app);
  const watch = createAlertWatch({
    db,
    store,
    channels: createAlertChannels(app),
    outage: app.databaseOutage ?? buildDatabaseOutage(app),
    config: config.alerts,
    keyProblem: expectations.keyProblem,
    terms: expectations.terms,
    datasets: freshnessTerms(catalog),
    forecast,
    providerStatus: createProviderStatusReader({
      db,
      ...expectations,
      quotaSnapshot: ledger.snapshot,
      breakerSnapshots: breakers.snapshots,
    }),
    clock,
    logger,
  });
  return {
    async work({ signal, lease }) {
      await watch.tell(lease, signal);
      return { note: 'everything was looked at' };
    },
    outageWatch: createPeriodicTask({
      name: 'database-outage',
      intervalMs: INTERVAL_MS,
      run: async (signal) => void (await watch.watchDatabase(signal)),
      clock,
      logger,
    }),
  };
}
