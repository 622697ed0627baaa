import type { NextFunction, Request, RequestHandler, Response, Router } from 'express';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { boardAnswer } from '../board/board-answer.ts';
import type { BoardRights } from '../board/queue-board.ts';
import { contextOf } from '../request-context.ts';
import { actorName } from '../security/principal.ts';
import { SAFE_METHODS } from '../security/same-origin.ts';

/** Where Bull Board lives. */
export const BOARD_PATH = '/admin/queues';

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
  const forOperators = boardOnDemand(deps, { isReadOnly: false });
  const forReaders = boardOnDemand(deps, { isReadOnly: true });
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

/** A board that is imported and built when somebody first looks at it: few do, and it is large. */
function boardOnDemand(deps: RouteDeps, rights: BoardRights): RequestHandler {
  let building: Promise<RequestHandler> | undefined;
  const build = async (): Promise<RequestHandler> => {
    const { createBoard } = await import('../board/queue-board.ts');
    return createBoard(deps, { ...rights, path: BOARD_PATH });
  };
  return async (request, response, next) => {
    building ??= build();
    const board = await building.catch((error: unknown) => {
      building = undefined;
      throw error;
    });
    await board(request, response, next);
  };
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

function withoutForeignLinks(_request: Request, response: Response, next: NextFunction): void {
  const send = response.send.bind(response);
  response.send = (body: unknown) =>
    send(typeof body === 'string' ? body.replaceAll(FOREIGN_LINK, '') : body);
  next();
}
