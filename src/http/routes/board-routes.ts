import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { NextFunction, Request, RequestHandler, Response, Router } from 'express';
import { recordSystemEvent } from '../../db/system-events.ts';
import { JOB_KINDS } from '../../jobs/catalog.ts';
import { errorToProblem } from '../error-to-problem.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { isSimulatedData } from '../pages/page-context.ts';
import { HttpProblem } from '../problem.ts';
import { contextOf } from '../request-context.ts';
import { actorName } from '../security/principal.ts';
import { SAFE_METHODS } from '../security/same-origin.ts';
import { sportOfQueue } from '../../jobs/queue-names.ts';

/** Where Bull Board lives. */
export const BOARD_PATH = '/admin/queues';

const BOARD_TITLE = 'Scoracle queues';

/** The board asks this often, in seconds; each round reads every queue. */
const POLL_SECONDS = 5;

const WITH_ZONE = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
  timeZoneName: 'short',
} as const satisfies Intl.DateTimeFormatOptions;

const LIMITS = /^\/api\/queues\/[^/]+\/(concurrency|rate-limit)$/;

/** The queue and what is done to it; of what is done to all of them only that. */
const CHANGE = /^\/api\/queues\/([^/]+)(?:\/(.+))?$/;

/** Bull Board's page loads fonts from elsewhere; our pages load nothing from elsewhere. */
const FOREIGN_LINK = /<link[^>]+https?:\/\/[^>]+>/g;

/**
 * Bull Board over all queues, jobs named as people know them and linked to their games. Readers get one without
 * buttons.
 *
 * The truth is in Postgres: a seeding job that is retried here finds its task finished and ends quietly, so that
 * button is left out and lives on the game's page. Whatever else is done to a queue here, the reconciler brings
 * back in line; limits that it could not take back are refused. What was done stands among the events.
 */
export function mountBoard(router: Router, deps: RouteDeps): void {
  const forOperators = createBoard(deps, { isReadOnly: false });
  const forReaders = createBoard(deps, { isReadOnly: true });
  router.use(
    BOARD_PATH,
    withoutForeignLinks,
    refuseOddQuestions,
    refuseLimits,
    withoutWaiting(deps),
    noteChanges(deps),
    (request, response, next) => {
      const mayChange = contextOf(response).principal?.mayChange ?? false;
      (mayChange ? forOperators : forReaders)(request, response, next);
    },
  );
}

/** What the board's own pages ask for at the most; it would read any number of jobs at once for whoever asks. */
const MOST_OF = { page: 100_000, jobsPerPage: 200 } as const;

function refuseOddQuestions(request: Request, _response: Response, next: NextFunction): void {
  for (const [name, most] of Object.entries(MOST_OF)) {
    const value = request.query[name];
    if (value === undefined) continue;
    const isGood =
      typeof value === 'string' && /^\d{1,6}$/.test(value) && Number(value) >= 1 && Number(value) <= most;
    if (isGood) continue;
    throw new HttpProblem('invalid_request', `Something is wrong with the query: ${name}.`, {
      errors: [{ field: name, detail: `must be a whole number from 1 to ${most}` }],
    });
  }
  next();
}

type BoardAnswer = ReturnType<Parameters<ExpressAdapter['setErrorHandler']>[0]>;

/** Answers for what the board throws: the same words as everywhere else, in the form that its pages read. */
function boardAnswer(error: unknown): BoardAnswer {
  const problem = errorToProblem(error);
  const message = problem?.message ?? 'Something unforeseen happened on the board.';
  return {
    // The board's own type names those that it uses itself.
    status: (problem?.status ?? 500) as NonNullable<BoardAnswer['status']>,
    body: { error: { key: 'ERRORS.INTERNAL_SERVER_ERROR' }, message },
  };
}

/** `40` jobs at once or `10` a second, set for a queue as a whole, stay in its store until somebody finds them. */
function refuseLimits(request: Request, response: Response, next: NextFunction): void {
  if (SAFE_METHODS.has(request.method) || !LIMITS.test(request.path)) return next();
  response.status(403).json({
    error: 'Nothing would take such a limit back. Set how much workers do at once by MAX_CONCURRENT_SEEDS.',
  });
}

/**
 * The board asks the queue store itself, and would wait for one that hangs: while that is known, or as soon as it is
 * found out, its questions are answered with 503. What was asked may still come about.
 */
function withoutWaiting({ app: { store } }: RouteDeps): RequestHandler {
  return (request, response, next) => {
    const { silence } = store;
    if (!silence || !request.path.startsWith('/api/')) return next();
    const json = response.json.bind(response);
    const status = response.status.bind(response);
    let isRefused = false;
    const answered = new Promise<void>((resolve) => response.once('close', resolve));
    // What the board says after all has nobody to go to.
    response.json = (body: unknown) => (isRefused ? response : json(body));
    response.status = (code: number) => (isRefused ? response : status(code));
    silence
      .unlessSilent(() => {
        next();
        return answered;
      })
      .catch((error: unknown) => {
        if (response.headersSent) return;
        const refusal = boardAnswer(error);
        status(refusal.status ?? 503);
        json(refusal.body);
        isRefused = true;
      });
  };
}

/** Who changed which queue by hand, once it was done. */
function noteChanges({ app }: RouteDeps): RequestHandler {
  return (request, response, next) => {
    const [, queue, what] = CHANGE.exec(request.path) ?? [];
    if (!SAFE_METHODS.has(request.method) && queue !== undefined) {
      const actor = actorName(contextOf(response).principal);
      const subject = what === undefined ? 'all queues' : queue;
      const message = `On Bull Board ${actor} did "${(what ?? queue).replaceAll('/', ' ')}" to ${subject}.`;
      response.once('finish', () => {
        if (response.statusCode >= 400) return;
        const { logger } = contextOf(response);
        recordSystemEvent(app.database.db, { kind: 'queue_changed', subject, message }).catch(
          (error: unknown) => logger.warn({ err: error, message }, 'a change on Bull Board was not noted'),
        );
      });
    }
    next();
  };
}

type BoardRights = { isReadOnly: boolean };

function createBoard({ app }: RouteDeps, rights: BoardRights): RequestHandler {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: app.store.bullQueues().map((queue) => createAdapter(queue, rights)),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: BOARD_TITLE,
        boardLogo: { path: '/assets/icon.svg', width: 26, height: 26 },
        miscLinks: [{ text: 'Tonight', url: '/' }],
        hideDocsLink: true,
        pollingInterval: { forceInterval: POLL_SECONDS },
        dateFormats: { short: WITH_ZONE, common: WITH_ZONE, full: WITH_ZONE },
        favIcon: { default: '/assets/icon.svg', alternative: '/assets/icon.svg' },
        sortQueues: false,
        ...(isSimulatedData(app.config.provider.baseUrls)
          ? { environment: { label: 'Simulated data', color: '#8a5a00', textColor: '#ffffff' } }
          : {}),
      },
    },
  });
  serverAdapter.setErrorHandler(boardAnswer);
  return serverAdapter.getRouter() as RequestHandler;
}

function createAdapter(
  queue: ReturnType<RouteDeps['app']['store']['bullQueues']>[number],
  { isReadOnly }: BoardRights,
): BullMQAdapter {
  const sport = sportOfQueue(queue.name);
  const adapter = new BullMQAdapter(queue, {
    readOnlyMode: isReadOnly,
    allowRetries: sport === undefined && !isReadOnly,
    description: sport
      ? `Seeding of ${sport}. Retry and pause on the pages of Scoracle: what is changed only here, the reconciler takes back.`
      : 'Chores of Scoracle.',
    externalJobUrl: (job) => {
      const gameId = gameIdOf(job.data);
      return gameId === undefined
        ? { href: '/', displayText: 'Tonight' }
        : { href: `/games/${gameId}`, displayText: 'Game' };
    },
  });
  adapter.setFormatter('name', (job: unknown) => nameOf(job));
  return adapter;
}

/** The label of a seeding job, and the kind of any other. */
function nameOf(job: unknown): string {
  if (typeof job !== 'object' || job === null) return 'job';
  const payload = 'data' in job ? JOB_KINDS['seed-game'].payload.safeParse(job.data) : undefined;
  if (payload?.success) return payload.data.label;
  return 'name' in job && typeof job.name === 'string' ? job.name : 'job';
}

function gameIdOf(data: unknown): number | undefined {
  const payload = JOB_KINDS['seed-game'].payload.safeParse(data);
  return payload.success ? payload.data.gameId : undefined;
}

function withoutForeignLinks(_request: Request, response: Response, next: NextFunction): void {
  const send = response.send.bind(response);
  response.send = (body: unknown) =>
    send(typeof body === 'string' ? body.replaceAll(FOREIGN_LINK, '') : body);
  next();
}
