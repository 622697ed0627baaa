import type { NextFunction, Request, Response } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { HttpProblem } from '../problem.ts';
import { contextOf, wantsPage } from '../request-context.ts';
import { SAFE_METHODS } from './same-origin.ts';
import { type Role, type Sessions, SESSION_COOKIE, readCookie } from './session.ts';
import type { Throttle } from './throttle.ts';

export type AuthenticationOptions = {
  sessions: Sessions;
  /** Whether an admin token is configured. Without one everybody on this machine may do everything. */
  isTokenNeeded: boolean;
  /** Counts wrong tokens by address. */
  throttle: Throttle;
};

/** Finds out who asks, without refusing anybody yet; a wrong token is refused at once. */
export function authenticate({ sessions, isTokenNeeded, throttle }: AuthenticationOptions) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const context = contextOf(response);
    if (!isTokenNeeded) {
      context.principal = {
        kind: 'local',
        csrfToken: sessions.localCsrfToken,
        mayChange: true,
      };
      return next();
    }
    const bearer = /^Bearer\s+(\S.*)$/i.exec(request.get('authorization') ?? '')?.[1];
    if (bearer !== undefined) {
      const role = checkToken({ sessions, throttle }, bearer.trim(), addressOf(request));
      if (!role) throw new HttpProblem('unauthorized', 'The token is wrong.', { headers: CHALLENGE });
      const kind = role === 'scraper' ? 'scraper' : 'api';
      context.principal = { kind, csrfToken: '', mayChange: role === 'operator' };
      return next();
    }
    const cookie = readCookie(request.get('cookie'), SESSION_COOKIE);
    const session = cookie === undefined ? undefined : await sessions.read(cookie);
    if (session) {
      const { id: sessionId, role, csrfToken } = session;
      context.principal = { kind: 'operator', csrfToken, mayChange: role === 'operator', sessionId };
    }
    next();
  };
}

/** Lets only those pass who said who they are; browsers are led to the login page. */
export function requirePrincipal(request: Request, response: Response, next: NextFunction): void {
  const principal = contextOf(response).principal;
  if (principal?.kind === 'scraper') {
    throw new HttpProblem('forbidden', 'This token reads /metrics and /health/detailed and nothing else.', {
      remedy: 'Use the token of readers, or the admin token.',
    });
  }
  if (principal) return next();
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

/**
 * Whose token it is; undefined, and counted, for a wrong one. Throws 429 while an address has sent too many wrong
 * ones. A right token that nobody can guess passes even then, because others may share the address; one that could
 * be guessed does not, or the wait would keep nobody from trying on until one fits.
 */
export function checkToken(
  { sessions, throttle }: Pick<AuthenticationOptions, 'sessions' | 'throttle'>,
  token: string,
  address: string,
): Role | undefined {
  const role = sessions.roleOf(token);
  if (role === undefined || isGuessable(token)) refuseWhileThrottled(throttle, address);
  if (role === undefined) throttle.noteFailure(address);
  return role;
}

/** Of 20 characters, not all alike, even a machine that tries millions a second finds no word in a lifetime. */
function isGuessable(token: string): boolean {
  return token.length < 20 || new Set(token).size < 8;
}

function refuseWhileThrottled(throttle: Throttle, address: string): void {
  const waitSeconds = throttle.waitSeconds(address);
  if (waitSeconds === 0) return;
  throw new HttpProblem('too_many_requests', `Too many wrong tokens; try again in ${waitSeconds} seconds.`, {
    headers: { 'Retry-After': String(waitSeconds) },
  });
}

/**
 * Whose requests count together: the peer's address, or, where the peer is a proxy that is trusted, the one that it
 * names. Addresses of version 6 count by the range that one customer gets.
 */
export function addressOf(request: Request): string {
  // Some proxies name the port too, which is another one with each connection.
  const address = (request.ip ?? 'unknown').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
  return ipKeyGenerator(address);
}

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="scoracle"' };
