import type { NextFunction, Request, Response } from 'express';
import { HttpProblem } from '../problem.ts';
import { contextOf, wantsPage } from '../request-context.ts';
import { SAFE_METHODS } from './same-origin.ts';
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
      context.principal = {
        kind: 'local',
        csrfToken: sessions.csrfToken(LOCAL_SESSION),
        mayChange: true,
      };
      return next();
    }
    const bearer = /^Bearer\s+(\S.*)$/i.exec(request.get('authorization') ?? '')?.[1];
    if (bearer !== undefined) {
      refuseWhileThrottled(throttle, addressOf(request));
      const role = sessions.roleOf(bearer.trim());
      if (!role) {
        throttle.noteFailure(addressOf(request));
        throw new HttpProblem('unauthorized', 'The token is wrong.', { headers: CHALLENGE });
      }
      context.principal = { kind: 'api', csrfToken: '', mayChange: role === 'operator' };
      return next();
    }
    const cookie = readCookie(request.get('cookie'), SESSION_COOKIE);
    const session = cookie === undefined ? undefined : sessions.read(cookie);
    if (session) {
      const csrfToken = sessions.csrfToken(session.id);
      context.principal = { kind: 'operator', csrfToken, mayChange: session.role === 'operator' };
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
  throw new HttpProblem('unauthorized', 'This needs a token.', {
    remedy: 'Send it as `Authorization: Bearer …`, or log in at /login.',
    headers: CHALLENGE,
  });
}

/** Lets readers look and nothing else. */
export function requireRightToChange(request: Request, response: Response, next: NextFunction): void {
  if (SAFE_METHODS.has(request.method) || contextOf(response).principal?.mayChange !== false) return next();
  throw new HttpProblem('forbidden', 'The token of readers may look at everything and change nothing.', {
    remedy: 'Use the admin token for this.',
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
