import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { type BulkAction, actOnMatching, bulkFilter } from '../../src/http/bulk-action.ts';
import { createTaskQueries } from '../../src/read/tasks/task-queries.ts';
import { ingestRequest } from '../support/ingest-request.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp();
  await test.app.ingestService.ingest(
    ingestRequest(
      'date,time,home_team,away_team\n2030-11-01,19:30,Lakers,Suns\n2030-11-02,19:30,Heat,Bulls\n2030-11-03,19:30,Nets,Jazz',
      { seasonYear: 2030 },
    ),
  );
});
afterAll(() => test.close());

it('an act on many tasks ends in time and says where the next round goes on, so that each has one turn', async () => {
  const { db } = test.app.database;
  const deps = { ...test.app, taskQueries: createTaskQueries({ db }) };
  const at = new Date('2031-01-01T00:00:00Z');
  const order = { action: 'reschedule', filter: { status: 'pending' }, at, limit: 100, timeMs: 0 } as const;
  const turns: number[] = [];
  let after: number | undefined;
  for (let round = 0; round < 4; round += 1) {
    const outcome = await actOnMatching(deps, { ...order, after }, { name: 'test' });
    turns.push(outcome.tried);
    if (outcome.nextAfter === null) break;
    after = outcome.nextAfter;
  }
  expect(turns.reduce((sum, one) => sum + one, 0)).toBe(3);
  expect(Math.max(...turns)).toBe(1);
  const revisions = await rowsOf(db, sql`select revision, due_at from seeding_tasks`);
  expect(revisions).toEqual(Array.from({ length: 3 }, () => ({ revision: 2, due_at: at })));
});

it('an act on many tasks goes no further than its limit, and tells refusals apart from what it did', async () => {
  const { db } = test.app.database;
  const deps = { ...test.app, taskQueries: createTaskQueries({ db }) };
  await db.execute(sql`update seeding_tasks set status = 'completed', revision = 1
                       where id = (select min(id) from seeding_tasks)`);
  const order = { filter: { sport: 'NBA' }, limit: 2 } as const;
  const outcome = await actOnMatching(deps, { ...order, action: 'cancel' }, { name: 'test' });
  expect(outcome).toMatchObject({ done: 1, tried: 2, refused: [{ task_id: 1 }], nextAfter: 2 });
  const rest = { ...order, action: 'cancel', after: outcome.nextAfter ?? 0 } as const;
  expect(await actOnMatching(deps, rest, { name: 'test' })).toMatchObject({ done: 1, nextAfter: null });
  const states = async () => await rowsOf(db, sql`select status, is_by_hand from seeding_tasks order by id`);
  const open = { status: 'pending', is_by_hand: true };
  const ended = { status: 'completed', is_by_hand: false };
  expect(await states()).toEqual([
    ended,
    ...Array.from({ length: 2 }, () => ({ status: 'cancelled', is_by_hand: false })),
  ]);
  // The completed one is left alone by both.
  for (const action of ['retry', 'seed'] as const) {
    await db.execute(
      sql`update seeding_tasks set status = 'failed', is_by_hand = false where status <> 'completed'`,
    );
    const again = await actOnMatching(deps, { ...order, action, limit: 100 }, { name: 'test' });
    expect(again).toMatchObject({ done: 2, tried: 3, nextAfter: null });
    expect(await states()).toEqual([ended, open, open]);
  }
});

it('an act without a state is about failed tasks where it retries, and about pending ones otherwise', () => {
  expect(
    ['retry', 'seed', 'cancel', 'reschedule'].map((action) => bulkFilter(action as BulkAction, {})),
  ).toEqual(['failed', 'pending', 'pending', 'pending'].map((status) => ({ status })));
  expect(bulkFilter('retry', { status: 'cancelled' })).toEqual({ status: 'cancelled' });
});
