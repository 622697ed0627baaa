import type { NextFunction, Request, Response } from 'express';
import { HttpProblem } from '../problem.ts';
import { contextOf, wantsPage } from '../request-context.ts';
import { type Sessions, SESSION_COOKIE, readCookie } from './session.ts';
import type { Throttle } from './throttle.ts';

export type AuthenticationOptions = {
  sessions: Sessions;
  /** Whether an admin token is configured. Without one everybody on this machine may do everything. */
  isTokenNeeded: boolean;
  /** Counts wrong tokens by address. */
  throttle: Throttle;
};

/** Id under which the forms of a server without a token are signed. */
export const LOCAL_SESSION = 'local';

/** Finds out who asks, without refusing anybody yet; a wrong token is refused at once. */
export function authenticate({ sessions, isTokenNeeded, throttle }: AuthenticationOptions) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const context = contextOf(response);
    if (!isTokenNeeded) {
      context.principal = { kind: 'local', csrfToken: sessions.csrfToken(LOCAL_SESSION) };
      return next();
    }
    const bearer = /^Bearer\s+(\S.*)$/i.exec(request.get('authorization') ?? '')?.[1];
    if (bearer !== undefined) {
      refuseWhileThrottled(throttle, addressOf(request));
      if (!sessions.isToken(bearer.trim())) {
        throttle.noteFailure(addressOf(request));
        throw new HttpProblem('unauthorized', 'The token is wrong.', { headers: CHALLENGE });
      }
      context.principal = { kind: 'api', csrfToken: '' };
      return next();
    }
    const cookie = readCookie(request.get('cookie'), SESSION_COOKIE);
    const sessionId = cookie === undefined ? undefined : sessions.read(cookie);
    if (sessionId !== undefined) {
      context.principal = { kind: 'operator', csrfToken: sessions.csrfToken(sessionId) };
    }
    next();
  };
}

/** Lets only those pass who said who they are; browsers are led to the login page. */
export function requirePrincipal(request: Request, response: Response, next: NextFunction): void {
  if (contextOf(response).principal) return next();
  if (request.method === 'GET' && wantsPage(request)) {
    response.redirect(303, `/login?next=${encodeURIComponent(request.originalUrl)}`);
    return;
  }
  throw new HttpProblem('unauthorized', 'This needs the admin token.', {
    remedy: 'Send it as `Authorization: Bearer …`, or log in at /login.',
    headers: CHALLENGE,
  });
}

/** Throws 429 while an address has failed too often. */
export function refuseWhileThrottled(throttle: Throttle, address: string): void {
  const waitSeconds = throttle.waitSeconds(address);
  if (waitSeconds === 0) return;
  throw new HttpProblem('too_many_requests', `Too many wrong tokens; try again in ${waitSeconds} seconds.`, {
    headers: { 'Retry-After': String(waitSeconds) },
  });
}

export function addressOf(request: Request): string {
  return request.socket.remoteAddress ?? 'unknown';
}

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="scoracle"' };
