import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';

export const SESSION_COOKIE = 'scoracle_session';

/** A working day; afterwards the token is asked for again. */
export const SESSION_SECONDS = 12 * 3600;

/**
 * Browser sessions without a store: an expiry and a nonce, signed. The key comes from the admin token, so that
 * every control process accepts them and a changed token ends them all.
 */
export type Sessions = {
  /** True when `token` is the admin token; takes the same time whatever it is compared with. */
  isToken: (token: string) => boolean;
  /** The value of a new session's cookie. */
  open: () => string;
  /** The session's id when the cookie is ours and not over. */
  read: (cookie: string) => string | undefined;
  /** The word that forms of a session must carry. */
  csrfToken: (sessionId: string) => string;
  isCsrfToken: (sessionId: string, token: string) => boolean;
};

/** Without a token nobody can log in, and the key lives only as long as this process. */
export function createSessions({
  adminToken,
  clock,
}: {
  adminToken: string | undefined;
  clock: Clock;
}): Sessions {
  const key = adminToken
    ? createHmac('sha256', adminToken).update('scoracle session key').digest()
    : randomBytes(32);
  const sign = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');

  return {
    isToken: (token) => adminToken !== undefined && isSame(token, adminToken),
    open() {
      const expiresAtMs = clock.nowMs() + SESSION_SECONDS * 1000;
      const body = `${expiresAtMs}.${randomBytes(12).toString('base64url')}`;
      return `${body}.${sign(`session:${body}`)}`;
    },
    read(cookie) {
      const [expiry = '', nonce = '', signature = ''] = cookie.split('.');
      const body = `${expiry}.${nonce}`;
      if (!isSame(signature, sign(`session:${body}`))) return undefined;
      return Number(expiry) > clock.nowMs() ? body : undefined;
    },
    csrfToken: (sessionId) => sign(`csrf:${sessionId}`),
    isCsrfToken: (sessionId, token) => isSame(token, sign(`csrf:${sessionId}`)),
  };
}

/** Compares digests, so that neither length nor content shows in the time it takes. */
function isSame(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

/** The value of a cookie in a request's `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}
