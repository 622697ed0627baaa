import { gunzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { createPayloadRecorder, newestWithin } from '../../src/archive/recorder.ts';
import { gamesOfBody } from '../../src/providers/api-sports/games-of-body.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

const gamesOf = () => gamesOfBody;

const received = {
  host: 'v2.nba.api-sports.io',
  endpoint: '/players/statistics',
  query: { game: '9' },
  body: '{"errors":[],"response":[]}',
  isRefused: false,
};

describe('keeping bodies', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.app.database.db.execute(sql`delete from provider_payloads`);
  });
  const { clock, logger } = { clock: { nowMs: () => Date.now() }, logger: silentLogger() };

  const stored = () =>
    rowsOf<{ body: Buffer; fetched_at: Date; last_fetched_at: Date; games: number }>(
      test.app.database.db,
      sql`select body, fetched_at, last_fetched_at,
                 (select count(*) from provider_payload_games where payload_id = payload.id) as games
          from provider_payloads as payload order by id`,
    );

  it('stores a body once however often it comes, and notes when it came last', async () => {
    let nowMs = Date.parse('2026-01-16T08:00:00Z');
    const { db } = test.app.database;
    const recorder = createPayloadRecorder({ db, gamesOf, clock: { nowMs: () => nowMs }, logger });
    recorder.record(received);
    nowMs += 86_400_000;
    recorder.record(received);
    recorder.record({ ...received, body: '{"errors":[],"response":[1]}' });
    await recorder.close();
    const rows = await stored();
    expect(rows.map(({ body, games }) => [gunzipSync(body).toString(), games])).toEqual([
      [received.body, 1],
      ['{"errors":[],"response":[1]}', 1],
    ]);
    expect(rows[0]?.fetched_at.toISOString()).toBe('2026-01-16T08:00:00.000Z');
    expect(rows[0]?.last_fetched_at.toISOString()).toBe('2026-01-17T08:00:00.000Z');
  });

  it('keeps of refused bodies the last of each question, unless it is too long, until it is read after all', async () => {
    const { db } = test.app.database;
    const refused = async () =>
      (
        await rowsOf<{ body: Buffer; is_refused: boolean }>(
          db,
          sql`select body, is_refused from provider_payloads order by id`,
        )
      ).map(({ body, is_refused }) => [gunzipSync(body).toString(), is_refused]);
    const recorder = createPayloadRecorder({ db, gamesOf, clock, logger });
    recorder.record(received);
    for (const body of ['{"a":1}', '{"a":2}', 'x'.repeat(4 * 1024 * 1024 + 1)])
      recorder.record({ ...received, body, isRefused: true });
    await recorder.close();
    expect(await refused()).toEqual([
      [received.body, false],
      ['{"a":2}', true],
    ]);
    recorder.record({ ...received, body: '{"a":2}' });
    await recorder.close();
    expect((await refused()).at(-1)).toEqual(['{"a":2}', false]);
  });

  it('leaves out a body that the database refuses, and stores those after it', async () => {
    const recorder = createPayloadRecorder({ db: test.app.database.db, gamesOf, clock, logger });
    recorder.record({ ...received, endpoint: '/'.repeat(101) });
    recorder.record(received);
    await recorder.close();
    expect((await stored()).map(({ body }) => gunzipSync(body).toString())).toEqual([received.body]);
  });

  it('takes bodies while the database is away, fails nobody, and stores them once it is back', async () => {
    const away = openDatabase({
      url: 'postgres://nobody@127.0.0.1:1/none',
      poolMax: 2,
      applicationName: 'test',
      logger,
    });
    let db = away.db;
    const recorder = createPayloadRecorder({
      gamesOf,
      db: new Proxy(away.db, { get: (_target, name) => Reflect.get(db, name) as unknown }),
      clock,
      logger,
    });
    recorder.record(received);
    await recorder.close();
    expect(await stored()).toEqual([]);
    ({ db } = test.app.database);
    await recorder.close();
    expect(await stored()).toHaveLength(1);
    await away.close();
  });

  it('keeps the newest when there is too much to keep', () => {
    const bodies = ['aaaa', 'bbb', 'cc', 'd'].map((body) => ({ body }));
    expect(newestWithin(bodies, 6)).toEqual(bodies.slice(1));
    expect(newestWithin(bodies, 5)).toEqual(bodies.slice(2));
    expect(newestWithin(bodies, 100)).toEqual(bodies);
    expect(newestWithin(bodies, 0)).toEqual([]);
  });
});
