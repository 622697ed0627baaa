import type { Server } from 'node:http';
import type { App } from '../app/app.ts';
import { tokenWeakness, tokensOf } from '../config/check-tokens.ts';
import type { Service } from '../platform/service.ts';
import { sectionMarkup } from './pages/dashboard-sections.ts';
import { CSRF_PLACEHOLDER, forViewer } from './pages/csrf-placeholder.ts';
import { createExpressApp } from './express-app.ts';
import type { HttpParts } from './http-parts.ts';
import { type HttpServices, createHttpServices } from './http-services.ts';
import { createLiveHub } from './live-hub.ts';
import { trackConnections } from './open-connections.ts';
import { sectionsAsCalledHere } from './offered-commands.ts';

export type HttpServer = Service & {
  /** Where the server is reached, `http://127.0.0.1:3000`. Throws before the start. */
  url: () => string;
};

export type HttpServerOptions = {
  app: App;
  parts: HttpParts;
  /** Built from the app when left out. */
  services?: HttpServices;
};

/** The address cannot be listened on. */
export class HttpServerError extends Error {
  override readonly name = 'HttpServerError';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

/** Pages are refreshed this often while somebody looks. */
const LIVE_INTERVAL_MS = 2_000;

/**
 * A connection may be idle for this long. Proxies and clients give theirs up within 60 s: were the server quicker, as
 * Node's 5 s are, it would now and then end a connection on which the next request is already on its way.
 */
const IDLE_CONNECTION_MS = 65_000;

/** Requests in progress get this long to end before their connections are cut. */
const STOP_DEADLINE_MS = 5_000;

/** The admin API, dashboard, Bull Board, health and metrics on one port (0: a free one). */
export function createHttpServer({
  app,
  parts,
  services = createHttpServices(app, parts),
}: HttpServerOptions): HttpServer {
  const { config, clock, logger } = app;
  const hub = createLiveHub({
    render: async () =>
      sectionsAsCalledHere(sectionMarkup(await services.readDashboard()), app.config.commandLine),
    fit: (markup, kind) => forViewer(markup, { csrfToken: CSRF_PLACEHOLDER, mayChange: kind === 'operator' }),
    openSessions: services.loginSessions.openOf,
    maxViewers: config.http.maxLiveViewers,
    intervalMs: LIVE_INTERVAL_MS,
    clock,
    logger,
  });
  // An import of this module would load what its exports may be asked for: the client behind `fetch`, 13 MB.
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer(
    { keepAliveTimeout: IDLE_CONNECTION_MS },
    createExpressApp({ app, services, hub, parts }),
  );
  const connections = trackConnections(server);
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  async function start(): Promise<void> {
    await listen(server, config.http);
    for (const [name, token] of tokensOf(app.secrets)) {
      const weakness = tokenWeakness(token);
      if (weakness !== undefined)
        logger.warn(
          { variable: name },
          `${name} ${weakness}: too easy to guess for anything but this machine`,
        );
    }
    logger.info({ url: url() }, 'http server is listening');
  }

  async function stop(): Promise<void> {
    await starting?.catch(() => undefined);
    hub.close();
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    connections.endIdle();
    const deadline = new AbortController();
    const cut = clock.sleep(STOP_DEADLINE_MS, deadline.signal).then(
      () => server.closeAllConnections(),
      () => undefined,
    );
    await Promise.race([closed, cut]);
    deadline.abort();
    await closed;
  }

  function url(): string {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the HTTP server is not listening');
    const { host } = config.http;
    const name =
      host === '0.0.0.0'
        ? '127.0.0.1'
        : host === '::'
          ? '[::1]'
          : host.includes(':') && !host.startsWith('[')
            ? `[${host}]`
            : host;
    return `http://${name}:${address.port}`;
  }

  return {
    name: 'http-server',
    start() {
      starting ??= start();
      return starting;
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
    url,
  };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      reject(
        error.code === 'EADDRINUSE'
          ? new HttpServerError(
              `port ${port} on ${host} is in use`,
              'Stop what uses it, or set PORT to another one (0: any).',
              { cause: error },
            )
          : new HttpServerError(
              `cannot listen on ${host}:${port} (${error.code ?? error.message})`,
              'Check HOST and PORT.',
              { cause: error },
            ),
      );
    };
    server.once('error', onError);
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port }, () => {
      server.off('error', onError);
      resolve();
    });
  });
}
