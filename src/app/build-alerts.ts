import { hostname } from 'node:os';
import type { Config, Secrets } from '../config/config.ts';
import { createAlertChannels } from '../monitoring/alerts/channels/create-channels.ts';
import { type DatabaseOutage, createDatabaseOutage } from '../monitoring/alerts/outage.ts';
import { createAlertWatch } from '../monitoring/alerts/watch.ts';
import { createForecastReader } from '../monitoring/quota/forecast-reader.ts';
import { providerExpectations } from '../monitoring/providers/provider-expectations.ts';
import { createProviderStatusReader } from '../monitoring/providers/provider-status.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { createPeriodicTask } from '../platform/periodic-task.ts';
import type { Service } from '../platform/service.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';

/** Pause between two looks. */
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

/** The alerts of a control process: any number of them may run, one of them tells. */
export function buildAlerts(app: App, { ledger, breakers }: Pick<Providers, 'ledger' | 'breakers'>): Service {
  const { config, database, store, choreLeases: leases, clock, logger } = app;
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
    leases,
    channels: createAlertChannels(app),
    outage: app.databaseOutage ?? buildDatabaseOutage(app),
    config: config.alerts,
    keyProblem: expectations.keyProblem,
    terms: expectations.terms,
    forecast,
    providerStatus: createProviderStatusReader({
      db,
      baseUrls: config.provider.baseUrls,
      ...expectations,
      quotaSnapshot: ledger.snapshot,
      breakerSnapshots: breakers.snapshots,
    }),
    clock,
    logger,
  });
  return createPeriodicTask({ name: 'alerts', intervalMs: INTERVAL_MS, run: watch.look, clock, logger });
}
