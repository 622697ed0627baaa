import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { actOnMatching } from '../../src/http/bulk-action.ts';
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
