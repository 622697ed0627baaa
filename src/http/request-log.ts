import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Clock } from '../platform/clock.ts';
import { withLogFields } from '../platform/log-fields.ts';
import type { Logger } from '../platform/logger.ts';
import type { Span, Tracer } from '../platform/tracing/tracer.ts';
import type { Metrics } from '../monitoring/metrics/metrics.ts';
import { setContext } from './request-context.ts';

/** An id that a caller may give a request: it goes into logs and headers, so it stays plain. */
const REQUEST_ID = /^[A-Za-z0-9_.-]{1,64}$/;

/** Requests that come every few seconds and say nothing. */
const QUIET_PATHS = /^\/(livez|readyz|metrics|assets\/|events|admin\/queues\/(api|static)\/)/;

/** The stream of a page that is looked at lasts for hours, and what it begins is for everybody. */
const STREAM_PATH = '/events';

export type RequestLogOptions = {
  logger: Logger;
  clock: Clock;
  tracer: Tracer;
  /** Counts what was answered. */
  noteRequest: Metrics['noteRequest'];
};

/**
 * Gives each request an id, which every line of log carries that the request causes, and writes one line when it is
 * over; never bodies or queries. Where traces are on, the request is a span, save for what comes every few seconds.
 */
export function requestLog({ logger, clock, tracer, noteRequest }: RequestLogOptions) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const given = request.get('x-request-id');
    const requestId = given && REQUEST_ID.test(given) ? given : randomUUID();
    setContext(response, { requestId, logger, principal: undefined });
    response.set('X-Request-Id', requestId);
    const startedAtMs = clock.nowMs();
    const { method, path } = request;
    const isQuiet = QUIET_PATHS.test(path);

    function tellEnd(): void {
      // A stream lasts as long as somebody looks: that is no answer time.
      if (path !== STREAM_PATH) {
        const seconds = (clock.nowMs() - startedAtMs) / 1000;
        noteRequest({ method, route: routeOf(request) ?? 'other', status: response.statusCode, seconds });
      }
      const fields = {
        method,
        path,
        status: response.statusCode,
        durationMs: clock.nowMs() - startedAtMs,
        ...(response.writableFinished ? {} : { isCutOff: true }),
      };
      if (response.statusCode >= 500) logger.warn(fields, 'request failed');
      else if (isQuiet) logger.debug(fields, 'request');
      else logger.info(fields, 'request');
    }

    function answer(span?: Span): Promise<void> {
      const ids = { requestId, traceId: span?.traceId };
      const isOver = new Promise<void>((resolve) => {
        response.once('close', () => {
          withLogFields(ids, tellEnd);
          if (span) noteEnd(span, request, response);
          resolve();
        });
      });
      if (path === STREAM_PATH) next();
      else withLogFields(ids, next);
      return isOver;
    }

    if (isQuiet || !tracer.isOn) {
      void answer();
      return;
    }
    const attributes = { 'http.request.method': method, 'url.path': path, 'scoracle.request_id': requestId };
    void tracer.span(method, { kind: 'server', attributes }, answer);
  };
}

/** The route that answered, without what stands for its parameters; undefined where none did. */
function routeOf(request: Request): string | undefined {
  const route: unknown = request.route;
  if (typeof route !== 'object' || route === null || !('path' in route) || typeof route.path !== 'string')
    return undefined;
  return `${request.baseUrl}${route.path}`;
}

function noteEnd(span: Span, request: Request, response: Response): void {
  const name = routeOf(request);
  if (name !== undefined) {
    span.rename(`${request.method} ${name}`);
    span.note({ 'http.route': name });
  }
  span.note({ 'http.response.status_code': response.statusCode });
  if (response.statusCode >= 500) span.fail(`HTTP ${response.statusCode}`);
}
