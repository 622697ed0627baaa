import { createHttpServer } from '../http/http-server.ts';
import { createHttpServices } from '../http/http-services.ts';
import type { Service } from '../platform/service.ts';
import type { App } from './app.ts';
import { buildProviders } from './build-providers.ts';
import { createControlChores } from './control-chores.ts';

/** The parts of a control process, in the order in which they start. */
export type Control = {
  services: readonly Service[];
  /** Where the dashboard is, once the services have started. */
  url: () => string;
  close: () => Promise<void>;
};

/** Wires a control process: answers first, chores after, so that it can be looked at while the queue is away. */
export function buildControl(app: App): Control {
  const providers = buildProviders(app);
  const server = createHttpServer({
    app,
    services: createHttpServices(app, { quotaSnapshot: (host) => providers.ledger.snapshot(host) }),
  });
  return {
    services: [server, createControlChores(app)],
    url: () => server.url(),
    close: () => providers.close(),
  };
}
