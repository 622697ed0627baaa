import type { NextFunction, Request, Response } from 'express';
import { isLoopback } from '../../config/loopback.ts';
import { HttpProblem } from '../problem.ts';
import { contextOf } from '../request-context.ts';

/** Methods that change nothing. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses requests for other host names while the server is open to everybody on this machine: a page elsewhere
 * could otherwise point its own name at 127.0.0.1 and read along.
 */
export function requireLoopbackHost(request: Request, _response: Response, next: NextFunction): void {
  const host = request.get('host') ?? '';
  if (isLoopback(hostName(host))) return next();
  throw new HttpProblem(
    'forbidden',
    'Without ADMIN_TOKEN only requests for this machine itself are served.',
    {
      remedy: 'Use http://127.0.0.1 or http://localhost, or set ADMIN_TOKEN.',
    },
  );
}

/**
 * Refuses changes that another site asks a browser to make. Requests with a bearer token carry nothing that a
 * browser adds by itself, and programs send neither of the two headers.
 */
export function requireSameOrigin(request: Request, response: Response, next: NextFunction): void {
  if (SAFE_METHODS.has(request.method) || contextOf(response).principal?.kind === 'api') return next();
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const isOwn =
    site === undefined ? isOwnOrigin(origin, request.get('host')) : site === 'same-origin' || site === 'none';
  if (isOwn) return next();
  throw new HttpProblem('forbidden', 'Changes may only be asked for from our own pages.');
}

function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

/** The name of a `Host` header, without its port. */
function hostName(host: string): string {
  return host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : host.replace(/:\d+$/, '');
}
