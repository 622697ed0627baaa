import type { ErrorRequestHandler } from 'express';
import { errorToProblem } from './error-to-problem.ts';
import type { PageContextOf } from './page-context-of.ts';
import { problemPage } from './pages/plain-pages.ts';
import { HttpProblem, toProblemDocument } from './problem.ts';
import { contextOf, wantsPage } from './request-context.ts';
import { sendPage } from './routes/page-route.ts';

/** Answers what a request failed with, as a page or as a problem document. */
export function answerProblem(pageContextOf: PageContextOf): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const { requestId, logger } = contextOf(response);
    const problem =
      errorToProblem(error) ??
      new HttpProblem('internal', 'Something unforeseen happened; it is in the log.');
    if (problem.kind === 'internal') logger.error({ err: error }, 'request failed unexpectedly');
    else if (problem.kind === 'unavailable') logger.warn({ err: error }, 'request refused: a store is away');
    // An answer that has begun cannot be taken back: the connection says that it is not whole.
    if (response.headersSent) return next(error);
    response.status(problem.status).set(problem.options.headers ?? {});
    const document = toProblemDocument(problem, requestId);
    if (wantsPage(request))
      return sendPage(response, problemPage(pageContextOf(request, response), document));
    response.type('application/problem+json').send(JSON.stringify(document));
  };
}
