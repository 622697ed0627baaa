import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from '../platform/logger.ts';
import type { Principal } from './security/principal.ts';

/** What the middlewares know of a request; kept in `response.locals`. */
export type RequestContext = {
  requestId: string;
  logger: Logger;
  principal: Principal | undefined;
  /** Set where somebody wants to see the chunks of a streamed body as they are read. */
  noteBody?: (chunk: Buffer) => void;
};

/** Sets the context; the first middleware does. */
export function setContext(response: Response, context: RequestContext): void {
  response.locals['context'] = context;
}

/** The context of a request that passed the first middleware. */
export function contextOf(response: Response): RequestContext {
  return response.locals['context'] as RequestContext;
}

/** True for a browser that asks for a page, as opposed to a script that takes whatever comes. */
export function wantsPage(request: Request): boolean {
  return (request.get('accept') ?? '').includes('text/html') && request.accepts(['json', 'html']) === 'html';
}

/** A handler whose promise express waits for: what it rejects with goes to the answer for errors. */
export function answering(handle: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return (request, response) => handle(request, response);
}
