import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { releaseQuotaHolds } from '../../src/seeding/release-quota-holds.ts';
import { ingestRequest } from '../support/ingest-request.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

let test: TestApp;
/** Tasks in the order of their times. */
let ids: number[];

beforeAll(async () => {
  test = await createTestApp();
  const games = ['Lakers,Suns', 'Heat,Bulls', 'Nets,Jazz', 'Celtics,Magic', 'Spurs,Kings', 'Hawks,Pacers'];
  const rows = games.map((sides, index) => `2030-11-0${index + 1},19:30,${sides}`);
  await test.app.ingestService.ingest(
    ingestRequest(['date,time,home_team,away_team', ...rows].join('\n'), { seasonYear: 2030 }),
  );
  const { db } = test.app.database;
  ids = (await rowsOf<{ id: number }>(db, sql`select id from seeding_tasks order by scheduled_time`)).map(
    ({ id }) => id,
  );
  await test.app.publisher.publishPending();
});
afterAll(() => test.close());

const set = (id: number | undefined, values: ReturnType<typeof sql>) =>
  test.app.database.db.execute(sql`update seeding_tasks set ${values} where id = ${id ?? 0}`);

/** Every task waits for a new day, half a day from now. */
beforeEach(async () => {
  await test.app.database.db.execute(sql`
    update seeding_tasks set hold_reason = 'quota', error_type = 'quota_day', due_at = now() + interval '12 hours',
      is_by_hand = false, pass = 'first'`);
  await test.app.database.db.execute(sql`update sports set paused_at = null`);
});

const release = (left: Partial<Record<'manual' | 'first_pass' | 'correction' | 'backfill', number>>) =>
  releaseQuotaHolds(
    { db: test.app.database.db, store: test.app.store },
    {
      sports: ['NBA'],
      callsLeft: { manual: 0, first_pass: 0, correction: 0, backfill: 0, ...left },
      callsPerGame: 2,
    },
  );

it('brings forward as many tasks as the day has calls for, those that wait longest first, one after the other', async () => {
  expect(await release({ first_pass: 7 })).toEqual(ids.slice(0, 3));
  const { db } = test.app.database;
  const due = await rowsOf<{ id: number; seconds: number }>(
    db,
    sql`select id, extract(epoch from due_at - now())::float8 as seconds from seeding_tasks order by scheduled_time`,
  );
  expect(due.map(({ seconds }) => seconds > 3_600)).toEqual([false, false, false, true, true, true]);
  for (const [index, { seconds }] of due.slice(1, 3).entries())
    expect(seconds - (due[index]?.seconds ?? 0)).toBeCloseTo(0.1, 3);
});

it('has the jobs in the queue follow', async () => {
  await test.app.reconciler.run();
  const [job] = await rowsOf<{ id: string }>(
    test.app.database.db,
    sql`select 'game-' || game_id || '-first-r' || revision as id from seeding_tasks where id = ${ids[0] ?? 0}`,
  );
  const delayMs = async () => {
    const queue = test.app.store.bullQueues().find(({ name }) => name === 'seeding-nba');
    return (await queue?.getJob(job?.id ?? ''))?.delay;
  };
  expect(await delayMs()).toBeGreaterThan(3_600_000);
  await release({ first_pass: 2 });
  expect(await delayMs()).toBeLessThan(60_000);
});

it('begins with the most urgent, and lets no priority use what another has left', async () => {
  await set(ids[4], sql`is_by_hand = true`);
  await set(ids[5], sql`pass = 'correction-1'`);
  expect(await release({ manual: 100 })).toEqual([ids[4]]);
  await set(ids[4], sql`due_at = now() + interval '12 hours'`);
  // What those before it have spoken for is gone for the next.
  expect(await release({ manual: 100, first_pass: 4, correction: 4 })).toEqual([ids[4], ids[0]]);
});

it('leaves alone what waits for something else, comes soon anyway, runs, or is of a sport that is paused', async () => {
  await set(ids[0], sql`error_type = 'rate_limit'`);
  await set(ids[1], sql`hold_reason = 'not_final'`);
  await set(ids[2], sql`due_at = now() + interval '5 minutes'`);
  await set(ids[3], sql`status = 'running', claimed_by = 'w', lease_expires_at = now() + interval '1 hour'`);
  expect(await release({ first_pass: 100 })).toEqual(ids.slice(4));
  await set(ids[3], sql`status = 'pending', claimed_by = null, lease_expires_at = null`);
  await test.app.database.db.execute(sql`update seeding_tasks set due_at = now() + interval '12 hours'`);
  await test.app.database.db.execute(sql`update sports set paused_at = now()`);
  expect(await release({ first_pass: 100 })).toEqual([]);
});
