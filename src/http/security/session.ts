import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';

export const SESSION_COOKIE = 'scoracle_session';

/** A working day; afterwards the token is asked for again. */
export const SESSION_SECONDS = 12 * 3600;

/** What a token or a session entitles to: operators do everything, readers look. */
export type Role = 'operator' | 'reader';

export type SessionTokens = { adminToken: string | undefined; readerToken: string | undefined };

/**
 * Browser sessions without a store: an expiry and a nonce, signed. The key comes from the token of the role, so
 * that every control process accepts them and a changed token ends them all.
 */
export type Sessions = {
  /** Whose token it is, if anybody's; takes the same time whatever it is compared with. */
  roleOf: (token: string) => Role | undefined;
  /** The value of a new session's cookie. */
  open: (role: Role) => string;
  /** The session's id and role when the cookie is ours and not over. */
  read: (cookie: string) => { id: string; role: Role } | undefined;
  /** The word that forms of a session must carry. */
  csrfToken: (sessionId: string) => string;
};

/** Without a token nobody can log in, and the keys live only as long as this process. */
export function createSessions({
  adminToken,
  readerToken,
  clock,
}: SessionTokens & { clock: Clock }): Sessions {
  const tokens: Record<Role, string | undefined> = { operator: adminToken, reader: readerToken };
  const keys: Record<Role, Buffer> = { operator: keyOf(adminToken), reader: keyOf(readerToken) };
  const sign = (role: Role, text: string): string =>
    createHmac('sha256', keys[role]).update(text).digest('base64url');

  return {
    roleOf: (token) => ROLES.find((role) => isSame(token, tokens[role] ?? '') && tokens[role] !== undefined),
    open(role) {
      const expiresAtMs = clock.nowMs() + SESSION_SECONDS * 1000;
      const body = `${expiresAtMs}.${randomBytes(12).toString('base64url')}`;
      return `${body}.${sign(role, `session:${body}`)}`;
    },
    read(cookie) {
      const [expiry = '', nonce = '', signature = ''] = cookie.split('.');
      const id = `${expiry}.${nonce}`;
      const role = ROLES.find((one) => isSame(signature, sign(one, `session:${id}`)));
      return role !== undefined && Number(expiry) > clock.nowMs() ? { id, role } : undefined;
    },
    csrfToken: (sessionId) => sign('operator', `csrf:${sessionId}`),
  };
}

const ROLES: readonly Role[] = ['operator', 'reader'];

function keyOf(token: string | undefined): Buffer {
  return token === undefined
    ? randomBytes(32)
    : createHmac('sha256', token).update('scoracle session key').digest();
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
