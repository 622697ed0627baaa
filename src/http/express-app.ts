import path from 'node:path';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { answerProblem } from './answer-problem.ts';
import { type ApiRoute, mountRoutes } from './api-route.ts';
import { ignoreBodyOfSafeMethods, jsonBody, readOffRest } from './body.ts';
import type { HttpParts } from './http-parts.ts';
import type { RouteDeps } from './http-server-types.ts';
import { createIdempotentAnswerer } from './idempotent-answer.ts';
import type { LiveHub } from './live-hub.ts';
import { describeApi } from './openapi.ts';
import { offeredCommands } from './offered-commands.ts';
import { type PageContextOf, createPageContextOf } from './page-context-of.ts';
import { createNotices } from './pages/notices.ts';
import { type ApiDescription, referencePage } from './pages/reference-page.ts';
import { HttpProblem } from './problem.ts';
import { forgetOnChange } from './forget-on-change.ts';
import { requestLog } from './request-log.ts';
import { BOARD_PATH, mountBoard } from './routes/board-routes.ts';
import { mountForms } from './routes/form-routes.ts';
import { mountInspection, mountPublicHealth } from './routes/health-routes.ts';
import { sendPage } from './routes/page-route.ts';
import { mountSessions } from './routes/session-routes.ts';
import { authenticate, requirePrincipal, requireRightToChange } from './security/authenticate.ts';
import { boardHeaders, referenceHeaders, strictHeaders } from './security/headers.ts';
import { requireLoopbackHost, requireSameOrigin } from './security/same-origin.ts';
import { limitRates } from './security/rate-limits.ts';
import { type Sessions, createSessions } from './security/session.ts';
import { type Throttle, createThrottle } from './security/throttle.ts';

/** Largest JSON body, as the contract has it. */
const MAX_JSON_BYTES = 10 * 1024 * 1024;

/** Wrong tokens that an address may send before it has to wait. */
const LOGIN_FAILURES = { limit: 10, windowMs: 15 * 60_000 };

/** PostgreSQL keeps no NUL in texts, so that a request that carries one in its address cannot mean anything. */
function refuseNul(request: Request, _response: Response, next: NextFunction): void {
  if (/%00/.test(request.originalUrl)) {
    throw new HttpProblem('invalid_request', 'The address holds a NUL character (%00).', {
      errors: [{ field: 'url', detail: 'holds %00', remedy: 'Leave the character out.' }],
    });
  }
  next();
}

/** Puts middlewares and routes together; order matters and is told here alone. */
export function createExpressApp(deps: RouteDeps & { hub: LiveHub; parts: HttpParts }): Express {
  const { app, services, hub, parts } = deps;
  const { secrets, clock } = app;
  const sessions = createSessions({ ...tokensOf(secrets), store: services.loginSessions });
  const throttle = createThrottle({ ...LOGIN_FAILURES, clock });
  const notices = createNotices();
  const pageContext = createPageContextOf(app, { navigation: parts.navigation, notices });
  const routes = parts.routes.flatMap((routesOf) => routesOf(deps));

  const server = express();
  useBeforeAll(server, deps);
  mountPublicHealth(server, deps);
  useGuards(server, deps, { sessions, throttle });
  mountSessions(server, { sessions, throttle, hub, pageContext });
  mountInspection(server, deps);

  server.use(requirePrincipal);
  server.use(requireRightToChange);
  mountReference(server, { routes, version: app.version, pageContext });
  server.use('/admin', jsonBody({ limit: MAX_JSON_BYTES, isWanted: isJsonToParse }));
  mountBoard(server, deps);
  mountRoutes(server, routes, createIdempotentAnswerer(services.idempotency));
  for (const mount of parts.pages) mount(server, { app, services, hub, pageContext });
  mountForms(server, { app, services, notices, forms: parts.forms });

  server.use((request: Request) => {
    throw new HttpProblem('not_found', `There is nothing at ${request.path}.`, {
      remedy: 'See /reference for what there is.',
    });
  });
  server.use(answerProblem(pageContext));
  return server;
}

/** The tokens that open sessions. */
function tokensOf({ adminToken, readerToken, metricsToken }: RouteDeps['app']['secrets']) {
  return { adminToken, readerToken, metricsToken };
}

/** What every request passes: the log, what makes it harmless, its headers, and our assets. */
function useBeforeAll(server: Express, { app, services }: RouteDeps): void {
  const { config, clock, logger, tracer } = app;
  server.disable('x-powered-by');
  server.set('trust proxy', config.http.trustedProxies);
  server.use(requestLog({ logger, clock, tracer, noteRequest: services.metrics.noteRequest }));
  server.use(refuseNul);
  server.use(offeredCommands(config.commandLine));
  server.use(readOffRest, ignoreBodyOfSafeMethods);
  const board = boardHeaders();
  const strict = strictHeaders();
  const reference = referenceHeaders();
  server.use((request, response, next) => {
    const isBoard = request.path === BOARD_PATH || request.path.startsWith(`${BOARD_PATH}/`);
    const headers = isBoard ? board : request.path === '/reference' ? reference : strict;
    headers(request, response, next);
  });
  server.use(
    '/assets',
    express.static(path.join(import.meta.dirname, 'assets'), { maxAge: '1h', index: false, redirect: false }),
  );
}

/** Who asks, from where, and how often. */
function useGuards(
  server: Express,
  { app, services }: RouteDeps,
  login: { sessions: Sessions; throttle: Throttle },
): void {
  const isTokenNeeded = app.secrets.adminToken !== undefined;
  if (!isTokenNeeded) server.use(requireLoopbackHost);
  server.use(authenticate({ ...login, isTokenNeeded }));
  server.use(requireSameOrigin);
  for (const limit of limitRates(app.config.http)) server.use(limit);
  server.use(forgetOnChange(...services.remembered));
}

/** The description of the API, for programs and for people. */
function mountReference(
  server: Express,
  {
    routes,
    version,
    pageContext,
  }: { routes: readonly ApiRoute[]; version: string; pageContext: PageContextOf },
): void {
  // Described for the first request: it takes as long as a quarter of the start of a process.
  let description: ReturnType<typeof describeApi> | undefined;
  const openApi = () => (description ??= describeApi(routes, version));
  server.get('/openapi.json', (_request, response) => {
    response.json(openApi());
  });
  server.get('/reference', (request, response) => {
    sendPage(response, referencePage(pageContext(request, response), openApi() as unknown as ApiDescription));
  });
}

/** Schedules are streamed to their parser instead. */
function isJsonToParse(request: {
  headers: { 'content-type'?: string | undefined };
  url?: string | undefined;
  originalUrl?: string;
}): boolean {
  if ((request.originalUrl ?? request.url ?? '').startsWith('/admin/schedules')) return false;
  return /^application\/([\w.+-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');
}
