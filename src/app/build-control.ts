import { createHttpServer } from '../http/http-server.ts';
import { createHttpServices } from '../http/http-services.ts';
import type { HttpParts } from '../http/http-parts.ts';
import type { ControlRequest } from '../fleet/control-processes.ts';
import type { Service } from '../platform/service.ts';
import type { App } from './app.ts';
import { buildAlerts } from './build-alerts.ts';
import { buildProviderStart, providerWatchWork } from './build-provider-watch.ts';
import { buildProviders } from './build-providers.ts';
import { type ChoreParts, createControlChores } from './control-chores.ts';
import { createLogLevelFollower } from './log-level-follower.ts';
import { createControlPresence } from './control-presence.ts';

/** What the features hand in to a control process. */
export type ControlParts = ChoreParts & { http: HttpParts };

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
export function buildControl(
  app: App,
  parts: ControlParts,
  onRequest: (request: ControlRequest) => void,
): Control {
  const providers = buildProviders(app);
  const server = createHttpServer({
    app,
    parts: parts.http,
    services: createHttpServices(app, {
      metrics: parts.http.metrics,
      quotaSnapshot: (host) => providers.ledger.snapshot(host),
      breakers: providers.breakers,
    }),
  });
  const url = (): string => server.url();
  const alerts = buildAlerts(app, providers, parts.datasets);
  return {
    services: [
      server,
      createControlPresence(app, { url, onRequest }),
      createControlChores(app, parts, {
        watchProviders: providerWatchWork(app, providers),
        deliverAlerts: alerts.work,
      }),
      buildProviderStart(app, providers),
      alerts.outageWatch,
      createLogLevelFollower(app),
    ],
    url,
    close: () => providers.close(),
  };
}
