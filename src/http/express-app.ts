import path from 'node:path';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { mountRoutes } from './api-route.ts';
import { ignoreBodyOfSafeMethods, jsonBody, readOffRest } from './body.ts';
import { errorToProblem } from './error-to-problem.ts';
import type { HttpParts } from './http-parts.ts';
import type { RouteDeps } from './http-server-types.ts';
import { createIdempotentAnswerer } from './idempotent-answer.ts';
import type { LiveHub } from './live-hub.ts';
import { describeApi } from './openapi.ts';
import { offeredCommands } from './offered-commands.ts';
import { createNotices } from './pages/notices.ts';
import { type PageContext, isSimulatedData } from './pages/page-context.ts';
import { type ApiDescription, referencePage } from './pages/reference-page.ts';
import { problemPage } from './pages/plain-pages.ts';
import { HttpProblem, toProblemDocument } from './problem.ts';
import { contextOf, wantsPage } from './request-context.ts';
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
import { createSessions } from './security/session.ts';
import { createThrottle } from './security/throttle.ts';

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
  const { config, secrets, clock, logger, version } = app;
  const isTokenNeeded = secrets.adminToken !== undefined;
  const sessions = createSessions({
    adminToken: secrets.adminToken,
    readerToken: secrets.readerToken,
    metricsToken: secrets.metricsToken,
    store: services.loginSessions,
  });
  const throttle = createThrottle({ ...LOGIN_FAILURES, clock });
  const notices = createNotices();
  const routes = parts.routes.flatMap((routesOf) => routesOf(deps));

  function pageContext(request: Request, response: Response): PageContext {
    const principal = contextOf(response).principal;
    const notice = request.query['notice'];
    return {
      version,
      navigation: parts.navigation,
      isSimulated: isSimulatedData(config.provider.baseUrls),
      isLoggedIn: principal !== undefined && principal.kind !== 'scraper',
      mayChange: principal?.mayChange ?? false,
      canLogOut: principal?.kind === 'operator',
      csrfToken: principal?.csrfToken ?? '',
      notice: typeof notice === 'string' ? notices.take(notice) : undefined,
    };
  }

  const server = express();
  server.disable('x-powered-by');
  server.set('trust proxy', config.http.trustedProxies);
  server.use(requestLog({ logger, clock, tracer: app.tracer, noteRequest: services.metrics.noteRequest }));
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
  mountPublicHealth(server, deps);
  if (!isTokenNeeded) server.use(requireLoopbackHost);
  server.use(authenticate({ sessions, isTokenNeeded, throttle }));
  server.use(requireSameOrigin);
  for (const limit of limitRates(config.http)) server.use(limit);
  server.use(forgetOnChange(...services.remembered));

  // Described for whoever asks first: it takes as long as a quarter of the start of a process.
  let description: ReturnType<typeof describeApi> | undefined;
  const openApi = () => (description ??= describeApi(routes, version));
  mountSessions(server, { sessions, throttle, hub, pageContext });
  mountInspection(server, deps);

  server.use(requirePrincipal);
  server.use(requireRightToChange);
  server.get('/openapi.json', (_request, response) => {
    response.json(openApi());
  });
  server.get('/reference', (request, response) => {
    sendPage(response, referencePage(pageContext(request, response), openApi() as unknown as ApiDescription));
  });
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
  server.use(answerProblem);
  return server;

  function answerProblem(error: unknown, request: Request, response: Response, next: NextFunction): void {
    const { requestId, logger: log } = contextOf(response);
    const problem =
      errorToProblem(error) ??
      new HttpProblem('internal', 'Something unforeseen happened; it is in the log.');
    if (problem.kind === 'internal') log.error({ err: error }, 'request failed unexpectedly');
    else if (problem.kind === 'unavailable') log.warn({ err: error }, 'request refused: a store is away');
    // An answer that has begun cannot be taken back: the connection says that it is not whole.
    if (response.headersSent) return next(error);
    response.status(problem.status).set(problem.options.headers ?? {});
    const document = toProblemDocument(problem, requestId);
    if (wantsPage(request)) return sendPage(response, problemPage(pageContext(request, response), document));
    response.type('application/problem+json').send(JSON.stringify(document));
  }
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
