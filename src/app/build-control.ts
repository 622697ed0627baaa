import { createHttpServer } from '../http/http-server.ts';
import { createHttpServices } from '../http/http-services.ts';
import type { ControlRequest } from '../fleet/control-processes.ts';
import { createForecastReader } from '../monitoring/quota/forecast-reader.ts';
import { hostOf } from '../providers/client/provider-api.ts';
import type { Service } from '../platform/service.ts';
import type { App } from './app.ts';
import { releaseHolds } from './release-holds.ts';
import { buildAlerts } from './build-alerts.ts';
import { buildProviderWatch } from './build-provider-watch.ts';
import { type Providers, buildProviders } from './build-providers.ts';
import { createControlChores } from './control-chores.ts';
import { createLogLevelFollower } from './log-level-follower.ts';
import { createControlPresence } from './control-presence.ts';

/** The parts of a control process, in the order in which they start. */
export type Control = {
  services: readonly Service[];
  /** Where the dashboard is, once the services have started. */
  url: () => string;
  close: () => Promise<void>;
};

/**
 * Wires a control process: answers first, chores after, so that it can be looked at while the queue is away.
 * `onRequest` is told when somebody asks it to end.
 */
export function buildControl(app: App, onRequest: (request: ControlRequest) => void): Control {
  const providers = buildProviders(app);
  const server = createHttpServer({
    app,
    services: createHttpServices(app, {
      quotaSnapshot: (host) => providers.ledger.snapshot(host),
      breakers: providers.breakers,
    }),
  });
  const url = (): string => server.url();
  return {
    services: [
      server,
      createControlPresence(app, { url, onRequest }),
      createControlChores(app),
      buildProviderWatch(app, providers, {
        noteDemand: () => noteDemand(app, providers),
        releaseHolds: (snapshot) => releaseHolds(app, snapshot),
      }),
      buildAlerts(app, providers),
      createLogLevelFollower(app),
    ],
    url,
    close: () => providers.close(),
  };
}

/** Tells the ledger what each league still needs today, so that none lives at the cost of another. */
async function noteDemand(app: App, { ledger }: Providers): Promise<void> {
  const { config, database, registry } = app;
  const { demandOf } = createForecastReader({ db: database.db, config, registry });
  const { sportsEnabled } = config.seeding;
  const hosts = new Set(sportsEnabled.map((sport) => hostOf(config.provider.baseUrls[sport])));
  for (const host of hosts) await ledger.noteDemand(host, await demandOf(host));
}
