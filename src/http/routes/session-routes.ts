import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { formBody } from '../body.ts';
import type { LiveHub } from '../live-hub.ts';
import type { PageContext } from '../pages/page-context.ts';
import { loginPage } from '../pages/plain-pages.ts';
import { HttpProblem } from '../problem.ts';
import { answering, contextOf, wantsPage } from '../request-context.ts';
import { addressOf, checkToken } from '../security/authenticate.ts';
import { localPath } from '../security/local-path.ts';
import { SESSION_COOKIE, SESSION_SECONDS, type Sessions, readCookie } from '../security/session.ts';
import type { Throttle } from '../security/throttle.ts';
import { checked } from '../validation.ts';
import { sendPage } from './page-route.ts';

export type SessionRouteDeps = {
  sessions: Sessions;
  throttle: Throttle;
  hub: Pick<LiveHub, 'endSession'>;
  pageContext: (request: Request, response: Response) => PageContext;
};

const LoginForm = z.looseObject({ token: z.string().max(1_000), next: z.string().default('/') });

/** Logging in with the token and out again. */
export function mountSessions(
  router: Router,
  { sessions, throttle, hub, pageContext }: SessionRouteDeps,
): void {
  const parser = formBody();

  router.get('/login', (request, response) => {
    const next = localPath(request.query['next']);
    if (contextOf(response).principal) return response.redirect(303, next);
    sendPage(response, loginPage(pageContext(request, response), { next }));
  });

  router.post(
    '/login',
    parser,
    answering(async (request, response) => {
      const form = checked(LoginForm, 'body', request.body ?? {});
      const address = addressOf(request);
      const next = localPath(form.next);
      const role = checkToken({ sessions, throttle }, form.token.trim(), address);
      if (role === undefined || role === 'scraper') {
        contextOf(response).logger.warn({ address }, 'login refused');
        if (!wantsPage(request)) throw new HttpProblem('unauthorized', 'The token is wrong.');
        response.status(401);
        sendPage(
          response,
          loginPage(pageContext(request, response), { next, problem: 'The token is wrong.' }),
        );
        return;
      }
      response.cookie(
        SESSION_COOKIE,
        await sessions.open(role),
        cookieOptions(request, SESSION_SECONDS * 1000),
      );
      response.redirect(303, next);
    }),
  );

  router.post(
    '/logout',
    parser,
    answering(async (request, response) => {
      const cookie = readCookie(request.get('cookie'), SESSION_COOKIE);
      const ended = cookie === undefined ? undefined : await sessions.end(cookie);
      if (ended !== undefined) hub.endSession(ended);
      response.clearCookie(SESSION_COOKIE, cookieOptions(request));
      response.redirect(303, '/login');
    }),
  );
}

/** A proxy that ends HTTPS says so; believing it can only make the cookie stricter. */
function cookieOptions(request: Request, maxAge?: number) {
  const isSecure = request.secure || request.get('x-forwarded-proto') === 'https';
  return {
    httpOnly: true,
    // Links from mail and chat open pages; whatever changes something is POST, from this origin, with a CSRF word.
    sameSite: 'lax' as const,
    secure: isSecure,
    path: '/',
    ...(maxAge === undefined ? {} : { maxAge }),
  };
}
