import type { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { HttpProblem } from '../problem.ts';
import { contextOf } from '../request-context.ts';
import { addressOf } from './authenticate.ts';
import { SAFE_METHODS } from './same-origin.ts';

const WINDOW_MS = 60_000;

/** Requests a minute for each token, session or address; 0 for no limit. Each process counts for itself. */
export type RateLimits = { requestsPerMinute: number; changesPerMinute: number };

/** Refuses with 429 whoever asks too often: all requests together, and changes on their own. */
export function limitRates({ requestsPerMinute, changesPerMinute }: RateLimits): readonly RequestHandler[] {
  return [
    limitRate(requestsPerMinute, 'requests', () => true),
    limitRate(changesPerMinute, 'changes', (request) => !SAFE_METHODS.has(request.method)),
  ];
}

function limitRate(limit: number, what: string, counts: (request: Request) => boolean): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    identifier: what,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    requestPropertyName: `rateLimit_${what}`,
    keyGenerator: (request, response) => asker(request, response),
    skip: (request) => limit === 0 || !counts(request),
    handler(_request, response, next) {
      const seconds = response.getHeader('Retry-After');
      next(
        new HttpProblem('too_many_requests', `More than ${limit} ${what} a minute are not served.`, {
          remedy: `Wait ${String(seconds)} seconds; acting on many tasks at once takes one request to /admin/tasks/bulk.`,
        }),
      );
    },
  });
}

/** A token counts as one asker from wherever it is used, a browser by its session, anybody else by address. */
function asker(request: Request, response: Response): string {
  const principal = contextOf(response).principal;
  switch (principal?.kind) {
    case 'api':
      return `token ${principal.mayChange ? 'admin' : 'reader'}`;
    case 'scraper':
      return 'token metrics';
    case 'operator':
      return `session ${principal.sessionId}`;
    default:
      return `address ${addressOf(request)}`;
  }
}
