import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { openDatabase } from '../../src/db/database.ts';
import { loadHttpParts } from '../../src/features/http-parts.ts';
import { createHttpServer } from '../../src/http/http-server.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { call, serve, startTestServer, type TestServer } from './http-support.ts';

const TOKEN = 'a-long-admin-token';

/** Sends headers that fetch does not let a program set. */
function rawStatus(
  url: string,
  options: { method?: string; headers: Record<string, string>; localAddress?: string },
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('error', reject);
    request.end();
  });
}

describe('a server without a token', () => {
  let test: TestServer;

  beforeAll(async () => {
    test = await startTestServer();
  });

  afterAll(() => test.close());

  it('serves this machine, but no other name that leads to it', async () => {
    expect((await call(`${test.url}/admin/tasks`)).status).toBe(200);
    const { port } = new URL(test.url);
    expect(await rawStatus(`${test.url}/admin/tasks`, { headers: { Host: `evil.example:${port}` } })).toBe(
      403,
    );
    expect(await rawStatus(`${test.url}/`, { headers: { Host: 'evil.example' } })).toBe(403);
    expect(await rawStatus(`${test.url}/admin/tasks`, { headers: { Host: `localhost:${port}` } })).toBe(200);
  });

  it('refuses changes that another site asks a browser for', async () => {
    const path = `${test.url}/admin/scheduler/resume`;
    expect((await call(path, { method: 'POST' })).status).toBe(200);
    expect((await call(path, { method: 'POST', headers: { Origin: 'https://evil.example' } })).status).toBe(
      403,
    );
    expect((await call(path, { method: 'POST', headers: { Origin: 'null' } })).status).toBe(403);
    expect((await call(path, { method: 'POST', headers: { Origin: test.url } })).status).toBe(200);
    const crossSite = { 'Sec-Fetch-Site': 'cross-site', Origin: test.url };
    expect(await rawStatus(path, { method: 'POST', headers: crossSite })).toBe(403);
    const board = `${test.url}/admin/queues/api/queues/seeding-nba/pause`;
    expect((await call(board, { method: 'PUT', headers: { Origin: 'https://evil.example' } })).status).toBe(
      403,
    );
  });

  it('takes forms only with the token that its pages carry', async () => {
    const post = (csrf: string) =>
      fetch(`${test.url}/scheduler/pause`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ sport: 'NFL', back: 'https://evil.example/', csrf }),
      });
    expect((await post('made-up')).status).toBe(403);
    const csrf = /name="csrf" value="([^"]+)"/.exec(await (await fetch(`${test.url}/`)).text())?.[1] ?? '';
    const response = await post(csrf);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^\/\?notice=/);
  });

  it('sends pages with a policy that lets nothing in from elsewhere', async () => {
    const { headers } = await call(`${test.url}/`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('escapes what comes from outside', async () => {
    const { body } = await call(`${test.url}/games?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(body).not.toContain('<script>alert');
    expect(body).toContain('&lt;script&gt;alert(1)');
  });
});

describe('a server with a token', () => {
  let test: TestServer;

  beforeAll(async () => {
    test = await startTestServer({ environment: { ADMIN_TOKEN: TOKEN } });
  });

  afterAll(() => test.close());

  const bearer = { Authorization: `Bearer ${TOKEN}` };

  function logIn(token: string, next = '/'): Promise<Response> {
    return fetch(`${test.url}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Accept: 'text/html' },
      body: new URLSearchParams({ token, next }),
    });
  }

  it('asks programs for the token and leads browsers to the login', async () => {
    const refused = await call(`${test.url}/admin/tasks`);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="scoracle"',
    ]);
    expect((await call(`${test.url}/admin/tasks`, { headers: bearer })).status).toBe(200);
    for (const path of ['/', '/games/1', '/admin/queues']) {
      const page = await call(`${test.url}${path}`, { headers: { Accept: 'text/html' } });
      expect([page.status, page.headers.get('location')]).toEqual([
        303,
        `/login?next=${encodeURIComponent(path)}`,
      ]);
    }
    expect((await call(`${test.url}/admin/queues/api/queues`)).status).toBe(401);
    expect((await call(`${test.url}/events`)).status).toBe(401);
  });

  it('opens a session with the token and nothing else', async () => {
    expect((await logIn('wrong')).status).toBe(401);
    const response = await logIn(TOKEN, '/games/7');
    expect([response.status, response.headers.get('location')]).toEqual([303, '/games/7']);
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).not.toContain(TOKEN);
    const session = cookie.split(';')[0] ?? '';
    expect((await call(`${test.url}/admin/tasks`, { headers: { Cookie: session } })).status).toBe(200);
    const forged = session.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await call(`${test.url}/admin/tasks`, { headers: { Cookie: forged } })).status).toBe(401);
    const fromElsewhere = { Cookie: session, Origin: 'https://evil.example' };
    const change = await call(`${test.url}/admin/scheduler/resume`, {
      method: 'POST',
      headers: fromElsewhere,
    });
    expect(change.status).toBe(403);
  });

  it('leads nowhere else after the login', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      expect((await logIn(TOKEN, next)).headers.get('location')).toBe('/');
    }
  });

  it('answers probes without a token, and asks for one for the rest, on loopback too', async () => {
    for (const path of ['/livez', '/readyz', '/health']) {
      expect([path, (await call(`${test.url}${path}`)).status]).toEqual([path, 200]);
    }
    for (const path of ['/health/detailed', '/metrics', '/openapi.json', '/reference']) {
      expect([path, (await call(`${test.url}${path}`)).status]).toEqual([path, 401]);
      expect([path, (await call(`${test.url}${path}`, { headers: bearer })).status]).toEqual([path, 200]);
    }
  });

  it('makes an address wait that guesses too often', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1) {
      statuses.push(
        (await call(`${test.url}/admin/tasks`, { headers: { Authorization: `Bearer ${guess}` } })).status,
      );
    }
    expect(statuses.at(0)).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    const refused = await call(`${test.url}/admin/tasks`, { headers: bearer });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a server behind a reverse proxy', () => {
  const LONG_TOKEN = 'an-admin-token-that-nobody-guesses';
  let test: TestServer;

  beforeAll(async () => {
    test = await startTestServer({
      environment: {
        ADMIN_TOKEN: LONG_TOKEN,
        TRUSTED_PROXIES: '127.0.0.1',
        HTTP_REQUESTS_PER_MINUTE: '30',
      },
    });
  });
  afterAll(() => test.close());

  /** What the proxy, or with `localAddress` somebody else, gets for a token. */
  const ask = (token: string, forwarded: string, localAddress = '127.0.0.1') =>
    rawStatus(`${test.url}/admin/scheduler`, {
      headers: { Authorization: `Bearer ${token}`, 'X-Forwarded-For': forwarded },
      localAddress,
    });
  const guess = async (forwarded: (number: number) => string, localAddress?: string) => {
    const statuses = [];
    for (let number = 1; number <= 11; number += 1) {
      statuses.push(await ask(`wrong-${number}`, forwarded(number), localAddress));
    }
    return statuses;
  };

  it('lets those wait who guess, and nobody else who comes through the proxy', async () => {
    const ofOne = await guess(() => '203.0.113.5');
    expect([...new Set(ofOne), ofOne.at(-1)]).toEqual([401, 429, 429]);
    expect(await ask('wrong', '203.0.113.6')).toBe(401);
    // What a client claims stands before what the proxy saw.
    expect(await ask('wrong', '198.51.100.1, 203.0.113.5')).toBe(429);
    expect(await ask('wrong', '203.0.113.5:4711')).toBe(429);
    // One customer has a whole range of version 6.
    expect((await guess((number) => `2001:db8:1:2::${number}`)).at(-1)).toBe(429);
  });

  it('lets the right token in although others guess from the same address', async () => {
    expect(await ask('wrong', '203.0.113.5')).toBe(429);
    expect(await ask(LONG_TOKEN, '203.0.113.5')).toBe(200);
  });

  it('believes nobody else who names an address', async () => {
    const forged = await guess((number) => `203.0.113.${100 + number}`, '127.0.0.2');
    expect(forged.at(-1)).toBe(429);
    expect(await ask('wrong', '203.0.113.111')).toBe(401);
  });

  it('counts requests without a token by the address of who asks', async () => {
    const look = (forwarded: string) =>
      rawStatus(`${test.url}/login`, { headers: { 'X-Forwarded-For': forwarded } });
    const statuses = [];
    for (let number = 0; number < 31; number += 1) statuses.push(await look('192.0.2.1'));
    expect([...new Set(statuses), statuses.indexOf(429)]).toEqual([200, 429, 30]);
    expect(await look('192.0.2.2')).toBe(200);
  });
});

describe('a server that is open to the network', () => {
  it('keeps metrics and details behind the token', async () => {
    const test = await startTestServer({ environment: { ADMIN_TOKEN: TOKEN, HOST: '0.0.0.0' } });
    try {
      expect((await call(`${test.url}/health`)).status).toBe(200);
      expect((await call(`${test.url}/metrics`)).status).toBe(401);
      expect((await call(`${test.url}/health/detailed`)).status).toBe(401);
      const headers = { Authorization: `Bearer ${TOKEN}` };
      expect((await call(`${test.url}/metrics`, { headers })).status).toBe(200);
    } finally {
      await test.close();
    }
  });
});

describe('trouble', () => {
  it('answers 503 and when to come back while the database is away, quickly and without details', async () => {
    const test = await startTestServer();
    const away = openDatabase({
      url: 'postgres://someone:hidden-word@127.0.0.1:9/none',
      poolMax: 2,
      applicationName: 'test',
      logger: silentLogger(),
    });
    const app: App = { ...test.app, database: away };
    const server = await serve(app);
    try {
      const { status, headers, body } = await call(`${server.url()}/admin/tasks`);
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
      expect(JSON.stringify(body)).not.toMatch(/hidden-word|127\.0\.0\.1|select/);
      const page = await call(`${server.url()}/`, { headers: { Accept: 'text/html' } });
      expect(page.status).toBe(503);
      expect(page.body).toContain('The database is out of reach');
      expect((await call(`${server.url()}/readyz`)).status).toBe(503);
      expect((await call(`${server.url()}/livez`)).status).toBe(200);
      expect((await call(`${server.url()}/metrics`)).body).toContain(
        'scoracle_dependency_up{dependency="database"} 0',
      );
    } finally {
      await server.stop();
      await away.close();
      await test.close();
    }
  });

  it('says which port is taken', async () => {
    const test = await startTestServer();
    const port = Number(new URL(test.url).port);
    const config = { ...test.app.config, http: { ...test.app.config.http, port } };
    const second = createHttpServer({ app: { ...test.app, config }, parts: await loadHttpParts() });
    await expect(second.start()).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`);
    await second.stop();
    await test.close();
  });

  it('stops although live pages and idle connections are open, and again without harm', async () => {
    const test = await startTestServer();
    const events = await fetch(`${test.url}/events`);
    const reader = events.body?.getReader();
    await reader?.read();
    const idle = connect(Number(new URL(test.url).port), '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    const startedAtMs = Date.now();
    const stopping = test.server.stop();
    expect(test.server.stop()).toBe(stopping);
    await stopping;
    expect(Date.now() - startedAtMs).toBeLessThan(60_000);
    await reader?.cancel().catch(() => undefined);
    idle.destroy();
    await test.close();
  });
});
