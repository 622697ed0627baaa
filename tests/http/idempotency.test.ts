import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRow } from '../../src/db/rows.ts';
import { call, serve, startTestServer, type TestServer } from './http-support.ts';

const CSV = 'date,time,home_team,away_team\n2027-02-01,19:30,Boston Celtics,Miami Heat\n';

describe('a POST with an idempotency key', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test?.close());

  const games = (home_team: string) => ({
    sport: 'NBA',
    season: 2026,
    games: [{ date: '2027-01-05', time: '19:30', home_team, away_team: 'Utah Jazz' }],
  });

  const post = (key: string, body: unknown, path = '/admin/games', url = test.url) =>
    call(`${url}${path}`, { body, headers: { 'Idempotency-Key': key } });

  const postCsv = (key: string, body: string) =>
    fetch(`${test.url}/admin/schedules?sport=NBA&season=2026`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': key },
      body,
    });

  it('happens once, and every repetition gets the same answer, from another process too', async () => {
    const first = await post('once', games('Denver Nuggets'));
    expect([first.status, first.body.games_added]).toEqual([202, 1]);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    const other = await serve(test.app);
    try {
      const again = await post('once', games('Denver Nuggets'), '/admin/games', other.url());
      expect(again.status).toBe(202);
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
    } finally {
      await other.stop();
    }
    const unkeyed = await call(`${test.url}/admin/games`, { body: games('Denver Nuggets') });
    expect([unkeyed.body.games_added, unkeyed.body.games_unchanged]).toEqual([0, 1]);
  });

  it('is refused when the key belongs to another body or address', async () => {
    await post('mine', games('Chicago Bulls'));
    const otherBody = await post('mine', games('Phoenix Suns'));
    expect([otherBody.status, otherBody.body.type]).toEqual([
      422,
      'urn:scoracle:problem:idempotency_key_reused',
    ]);
    expect((await post('mine', {}, '/admin/scheduler/resume')).status).toBe(422);
    const found = await call(`${test.url}/admin/games?q=suns`);
    expect(found.body.items).toEqual([]);
  });

  it('is told to wait while the first one is in progress, of which only one happens', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => post('crowd', games('Orlando Magic'))));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 202 && status !== 409)).toEqual([]);
    const added = answers.filter(
      ({ status, headers }) => status === 202 && !headers.has('idempotent-replayed'),
    );
    expect(added).toHaveLength(1);
    for (const { status, headers } of answers) {
      if (status === 409) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  it('holds for files, whose body is compared as it streams', async () => {
    const first = await postCsv('file', CSV);
    const body = await first.text();
    expect(first.status).toBe(202);
    const again = await postCsv('file', CSV);
    expect([again.status, await again.text()]).toEqual([202, body]);
    expect((await postCsv('file', `${CSV}2027-02-03,19:30,Utah Jazz,Miami Heat\n`)).status).toBe(422);
  });

  it('leaves the key free when it was refused, because nothing was done', async () => {
    expect((await post('refused', { sport: 'NBA', season: 2026, games: [] })).status).toBe(400);
    expect((await post('refused', games('Toronto Raptors'))).status).toBe(202);
    const bad = await post('has blanks in it', games('Toronto Raptors'));
    expect([bad.status, bad.body.errors[0].field]).toEqual([400, 'Idempotency-Key']);
  });

  it('is taken over when its process vanished, and forgotten after a day', async () => {
    const { db } = test.app.database;
    await post('lost', games('Brooklyn Nets'));
    await db.execute(sql`update idempotency_keys set status = null, answer = null where key = 'lost'`);
    expect((await post('lost', games('Brooklyn Nets'))).status).toBe(409);
    await db.execute(
      sql`update idempotency_keys set lease_expires_at = now() - interval '1 second' where key = 'lost'`,
    );
    const taken = await post('lost', games('Brooklyn Nets'));
    expect([taken.status, taken.headers.get('idempotent-replayed')]).toEqual([202, null]);
    await db.execute(sql`update idempotency_keys set created_at = now() - interval '25 hours'`);
    const later = await post('lost', games('Atlanta Hawks'));
    expect([later.status, later.body.games_added]).toEqual([202, 1]);
    expect(await firstRow(db, sql`select count(*)::int as kept from idempotency_keys`)).toEqual({ kept: 1 });
  });

  it('is answered as it ended although the answer cannot be kept, and is repeated only after its lease', async () => {
    const { db } = test.app.database;
    await db.execute(sql`
      create function keep_nothing() returns trigger language plpgsql as
      $$ begin raise exception 'disk full'; end $$`);
    await db.execute(
      sql`create trigger keep_nothing before update or delete on idempotency_keys
          for each row when (old.key like 'unkept%') execute function keep_nothing()`,
    );
    const done = await post('unkept', games('Indiana Pacers'));
    expect([done.status, done.body.games_added]).toEqual([202, 1]);
    const refused = await post('unkept-too', { sport: 'NBA', season: 2026, games: [] });
    expect([refused.status, refused.body.errors[0].field]).toEqual([400, 'games']);
    await db.execute(sql`drop trigger keep_nothing on idempotency_keys`);
    expect((await post('unkept', games('Indiana Pacers'))).status).toBe(409);
    await db.execute(sql`update idempotency_keys set lease_expires_at = now() - interval '1 second'`);
    const again = await post('unkept', games('Indiana Pacers'));
    expect([again.status, again.body.games_added, again.body.games_unchanged]).toEqual([202, 0, 1]);
  });

  it('reads no more of a repeated file than of the first one', async () => {
    const ended = await postCsv('endless', CSV);
    expect(ended.status).toBe(202);
    const piece = Buffer.alloc(1024 * 1024, 'x');
    const endless = Readable.from(
      (function* () {
        for (;;) yield piece;
      })(),
    );
    const request = httpRequest(`${test.url}/admin/schedules?sport=NBA&season=2026`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': 'endless' },
    });
    const status = new Promise((resolve, reject) => {
      request.once('response', (response) => resolve(response.statusCode));
      request.once('error', reject);
    });
    endless.pipe(request);
    expect(await status).toBe(413);
    endless.destroy();
    request.destroy();
  });

  it('is described with its parameter and answers', async () => {
    const { body: api } = await call(`${test.url}/openapi.json`);
    const { parameters, responses } = api.paths['/admin/games'].post;
    expect(parameters).toContainEqual({ $ref: '#/components/parameters/idempotencyKey' });
    expect(api.components.parameters.idempotencyKey.name).toBe('Idempotency-Key');
    expect(responses[409].description).toContain('in progress');
    expect(responses[422].description).toMatch(/schedule as a whole.*Idempotency-Key/s);
    expect(responses[429].headers['Retry-After']).toBeDefined();
    expect(api.paths['/admin/games'].get.parameters).not.toContainEqual(
      expect.objectContaining({ $ref: expect.anything() }),
    );
  });
});

describe('too many requests', () => {
  it('are refused for each token on its own, changes before reads, with the time to wait', async () => {
    const test = await startTestServer({
      environment: {
        ADMIN_TOKEN: 'the-admin-token',
        READER_TOKEN: 'the-reader-token',
        HTTP_REQUESTS_PER_MINUTE: '8',
        HTTP_CHANGES_PER_MINUTE: '2',
      },
    });
    try {
      const as = (token: string, method = 'GET', path = '/admin/tasks') =>
        call(`${test.url}${path}`, { method, headers: { Authorization: `Bearer ${token}` } });
      const changes = [];
      for (let count = 0; count < 3; count += 1) {
        changes.push(await as('the-admin-token', 'POST', '/admin/scheduler/resume'));
      }
      expect(changes.map(({ status }) => status)).toEqual([200, 200, 429]);
      const refused = changes[2];
      expect(refused?.headers.get('content-type')).toContain('application/problem+json');
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused?.body.detail).toMatch(/2 changes a minute/);
      for (let count = 0; count < 5; count += 1) expect((await as('the-admin-token')).status).toBe(200);
      expect((await as('the-admin-token')).status).toBe(429);
      expect((await as('the-reader-token')).status).toBe(200);
      expect((await call(`${test.url}/livez`)).status).toBe(200);
    } finally {
      await test.close();
    }
  });
});
