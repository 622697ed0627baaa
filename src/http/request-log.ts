import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { setContext } from './request-context.ts';

/** An id that a caller may give a request: it goes into logs and headers, so it stays plain. */
const REQUEST_ID = /^[A-Za-z0-9_.-]{1,64}$/;

/** Requests that come every few seconds and say nothing. */
const QUIET_PATHS = /^\/(livez|readyz|metrics|assets\/|events|admin\/queues\/(api|static)\/)/;

/** Gives each request an id and a logger of its own, and writes one line when it is over; never bodies or queries. */
export function requestLog({ logger, clock }: { logger: Logger; clock: Clock }) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const given = request.get('x-request-id');
    const requestId = given && REQUEST_ID.test(given) ? given : randomUUID();
    const child = logger.child({ requestId });
    setContext(response, { requestId, logger: child, principal: undefined });
    response.set('X-Request-Id', requestId);
    const startedAtMs = clock.nowMs();
    const { method, path } = request;
    response.once('close', () => {
      const fields = {
        method,
        path,
        status: response.statusCode,
        durationMs: clock.nowMs() - startedAtMs,
        ...(response.writableFinished ? {} : { isCutOff: true }),
      };
      if (response.statusCode >= 500) child.warn(fields, 'request failed');
      else if (QUIET_PATHS.test(path)) child.debug(fields, 'request');
      else child.info(fields, 'request');
    });
    next();
  };
}
