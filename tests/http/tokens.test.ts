import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/app/build-app.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { type TestServer, call, serve, startTestServer } from './http-support.ts';

const ADMIN = 'an-admin-token-of-this-test';
const READER = 'a-reader-token-of-this-test';
const SCRAPER = 'a-scraper-token-of-this-test';
const TOKENS = { ADMIN_TOKEN: ADMIN, READER_TOKEN: READER, METRICS_TOKEN: SCRAPER };

const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

async function logIn(url: string, token: string): Promise<string> {
  const body = new URLSearchParams({ token, next: '/' });
  const answer = await fetch(`${url}/login`, { method: 'POST', redirect: 'manual', body });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const statusWith = async (url: string, cookie: string, path = '/admin/tasks') =>
  (await call(`${url}${path}`, { headers: { Cookie: cookie } })).status;

describe('the token of scrapers', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer({ environment: TOKENS });
  }, 60_000);
  afterAll(() => test.close());

  it('reads metrics and health, and nothing else', async () => {
    for (const path of ['/metrics', '/health/detailed', '/health', '/readyz']) {
      expect([path, (await call(`${test.url}${path}`, bearer(SCRAPER))).status]).toEqual([path, 200]);
    }
    for (const path of [
      '/',
      '/admin/tasks',
      '/admin/queues',
      '/openapi.json',
      '/reference',
      '/events',
      '/games',
    ]) {
      const { status, body } = await call(`${test.url}${path}`, bearer(SCRAPER));
      expect([path, status]).toEqual([path, 403]);
      expect(body.detail).toContain('/metrics');
    }
    const change = await call(`${test.url}/admin/scheduler/pause`, { method: 'POST', ...bearer(SCRAPER) });
    expect(change.status).toBe(403);
  });

  it('opens no session', async () => {
    expect(await logIn(test.url, SCRAPER)).toBe('');
  });

  it('is one of three that may read metrics', async () => {
    for (const token of [ADMIN, READER]) {
      expect((await call(`${test.url}/metrics`, bearer(token))).status).toBe(200);
    }
    expect((await call(`${test.url}/metrics`)).status).toBe(401);
    expect((await call(`${test.url}/metrics`, bearer('none-of-them'))).status).toBe(401);
  });

  it('is not needed where METRICS_PUBLIC says so, and only there', async () => {
    const open = await startTestServer({ environment: { ADMIN_TOKEN: ADMIN, METRICS_PUBLIC: 'on' } });
    try {
      for (const path of ['/metrics', '/health/detailed']) {
        expect([path, (await call(`${open.url}${path}`)).status]).toEqual([path, 200]);
      }
      for (const path of ['/reference', '/openapi.json', '/']) {
        expect([path, (await call(`${open.url}${path}`)).status]).toEqual([path, 401]);
      }
    } finally {
      await open.close();
    }
  });
});

describe('a session', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer({ environment: TOKENS });
  }, 60_000);
  afterAll(() => test.close());

  it('ends on the server when its browser logs out, for every control process, and no other ends with it', async () => {
    const app = await buildApp({
      processName: 'control',
      environment: test.environment,
      projectRoot: PROJECT_ROOT,
      overrides: { logger: silentLogger() },
    });
    const second = await serve(app);
    try {
      const [mine, other] = [await logIn(test.url, ADMIN), await logIn(test.url, ADMIN)];
      expect(await statusWith(second.url(), mine)).toBe(200);
      await fetch(`${test.url}/logout`, { method: 'POST', redirect: 'manual', headers: { Cookie: mine } });
      for (const url of [test.url, second.url()]) {
        expect([await statusWith(url, mine), await statusWith(url, other)]).toEqual([401, 200]);
      }
    } finally {
      await second.stop();
      await app.close();
    }
  });

  it('is told by HEAD that there is a live view, without one being opened', async () => {
    const cookie = await logIn(test.url, READER);
    const answer = await fetch(`${test.url}/events`, { method: 'HEAD', headers: { Cookie: cookie } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    expect(await answer.text()).toBe('');
  });

  it('ends its live views with it', async () => {
    const cookie = await logIn(test.url, READER);
    const events = await fetch(`${test.url}/events`, { headers: { Cookie: cookie } });
    const reader = events.body?.getReader();
    await reader?.read();
    await fetch(`${test.url}/logout`, { method: 'POST', redirect: 'manual', headers: { Cookie: cookie } });
    for (let isDone = false; !isDone; ) isDone = (await reader?.read())?.done ?? true;
  });

  it('ends when the token that opened it changes', async () => {
    const cookie = await logIn(test.url, READER);
    const app = await buildApp({
      processName: 'control',
      environment: { ...test.environment, READER_TOKEN: `${READER}-anew` },
      projectRoot: PROJECT_ROOT,
      overrides: { logger: silentLogger() },
    });
    const renewed = await serve(app);
    try {
      expect([await statusWith(test.url, cookie), await statusWith(renewed.url(), cookie)]).toEqual([
        200, 401,
      ]);
    } finally {
      await renewed.stop();
      await app.close();
    }
  });

  it('gives nothing away that a token could be tried against', async () => {
    const cookie = await logIn(test.url, READER);
    const secret = cookie.slice(cookie.indexOf('=') + 1);
    const page = (await call(`${test.url}/`, { headers: { Cookie: cookie } })).body as string;
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    // All that the forms' word is made of is in the session's own cookie.
    expect(csrf).toBe(createHmac('sha256', secret).update('csrf').digest('hex'));
    const again = await logIn(test.url, READER);
    expect(again).not.toBe(cookie);
    expect((await call(`${test.url}/`, { headers: { Cookie: again } })).body).not.toContain(csrf);
  });

  it.each(['', 'x', 'a'.repeat(43), "' or 1=1 --", '%00', '\u00ff'.repeat(43)])(
    'is not opened by the made-up cookie %j',
    async (cookie) => {
      expect(await statusWith(test.url, `scoracle_session=${encodeURIComponent(cookie)}`)).toBe(401);
    },
  );
});

describe('a token that is easy to guess', () => {
  const start = (environment: Record<string, string>) =>
    startTestServer({ environment }).then(async (test) => {
      await test.close();
      return 'started';
    });

  it.each([
    ['ADMIN_TOKEN', { ADMIN_TOKEN: 'geheim', HOST: '0.0.0.0' }],
    ['ADMIN_TOKEN', { ADMIN_TOKEN: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa', HOST: '0.0.0.0' }],
    ['ADMIN_TOKEN', { ADMIN_TOKEN: 'geheim', TRUSTED_PROXIES: 'loopback' }],
    ['READER_TOKEN', { ADMIN_TOKEN: ADMIN, READER_TOKEN: 'lesen', HOST: '::' }],
    ['METRICS_TOKEN', { ADMIN_TOKEN: ADMIN, METRICS_TOKEN: '12345678', HOST: '0.0.0.0' }],
  ])('is refused at the start where others can ask: %s', async (name, environment) => {
    await expect(start(environment as Record<string, string>)).rejects.toThrow(
      new RegExp(`${name} has .*characters`),
    );
  });

  it('is taken on this machine alone', async () => {
    expect(await start({ ADMIN_TOKEN: 'geheim' })).toBe('started');
  });

  it('is refused where two are the same or the first one is missing', async () => {
    await expect(start({ METRICS_TOKEN: SCRAPER })).rejects.toThrow(/ADMIN_TOKEN is missing/);
    await expect(start({ ADMIN_TOKEN: ADMIN, METRICS_TOKEN: ADMIN })).rejects.toThrow(/are the same/);
  });
});
