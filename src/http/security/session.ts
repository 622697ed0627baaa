import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { LoginSessions } from './login-sessions.ts';

export const SESSION_COOKIE = 'scoracle_session';

/** A working day; afterwards the token is asked for again. */
export const SESSION_SECONDS = 12 * 3600;

/**
 * What a token or a session entitles to: operators do everything, readers look, scrapers read metrics and health.
 * Scrapers are programs and open no session.
 */
export type Role = 'operator' | 'reader' | 'scraper';

export type SessionTokens = {
  adminToken: string | undefined;
  readerToken: string | undefined;
  metricsToken?: string | undefined;
};

/** A session that is open: `id` names it among others, `csrfToken` is the word that its forms must carry. */
export type OpenSession = { id: string; role: Role; csrfToken: string };

/**
 * Browser sessions, kept in the database so that every control process accepts them and logging out ends them for
 * all. Whatever a browser gets comes from chance: neither the cookie nor the forms' word helps to guess a token.
 * A changed token ends the sessions that it opened.
 */
export type Sessions = {
  /** Whose token it is, if anybody's; takes the same time whatever it is compared with. */
  roleOf: (token: string) => Role | undefined;
  /** Opens a session and gives the value of its cookie. */
  open: (role: Role) => Promise<string>;
  /** The session of a cookie that is ours and not over. */
  read: (cookie: string) => Promise<OpenSession | undefined>;
  /** Ends the session of a cookie; gives its id. */
  end: (cookie: string) => Promise<string | undefined>;
  /** The word for forms where nobody logs in; it lasts as long as this process. */
  localCsrfToken: string;
};

const SECRET_BYTES = 32;
const SECRET = /^[\w-]{43}$/;

export function createSessions({ store, ...tokens }: SessionTokens & { store: LoginSessions }): Sessions {
  const tokenOf: Record<Role, string | undefined> = {
    operator: tokens.adminToken,
    reader: tokens.readerToken,
    scraper: tokens.metricsToken,
  };

  return {
    roleOf: (token) =>
      ROLES.find((role) => isSame(token, tokenOf[role] ?? '') && tokenOf[role] !== undefined),
    async open(role) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const tokenProof = under(secret, `token:${tokenOf[role] ?? ''}`);
      await store.open({ id: idOf(secret), role, tokenProof }, SESSION_SECONDS);
      return secret;
    },
    async read(cookie) {
      if (!SECRET.test(cookie)) return undefined;
      const id = idOf(cookie);
      const found = await store.find(id);
      const role = ROLES.find((one) => one === found?.role);
      const token = role === undefined ? undefined : tokenOf[role];
      if (!found || role === undefined || token === undefined) return undefined;
      if (!isSame(found.tokenProof, under(cookie, `token:${token}`))) return undefined;
      return { id, role, csrfToken: under(cookie, 'csrf') };
    },
    async end(cookie) {
      if (!SECRET.test(cookie)) return undefined;
      const id = idOf(cookie);
      await store.end(id);
      return id;
    },
    localCsrfToken: randomBytes(SECRET_BYTES).toString('base64url'),
  };
}

const ROLES: readonly Role[] = ['operator', 'reader', 'scraper'];

function idOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A text under a secret of 256 random bits: without that secret nothing can be tried against it. */
function under(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
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
