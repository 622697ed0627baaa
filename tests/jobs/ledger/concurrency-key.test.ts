import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import { firstRow, rowsOf } from '../../../src/db/rows.ts';
import { claimWork, enqueueWork, settleWork } from '../../../src/jobs/ledger/work-items.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { KEYED_TOY } from './toy-kind.ts';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.close());

/** An item of a key that has been due for so many minutes. */
async function make(name: string, key: string, minutes: number): Promise<number> {
  const dueAt = sql`now() - ${minutes} * interval '1 minute'`;
  return (await enqueueWork(test.app.database.db, KEYED_TOY, { name, key }, { dueAt })).itemId;
}

const claim = (itemId: number, db: Database = test.app.database.db) =>
  claimWork(db, { itemId, revision: 1, workerId: 'w1', leaseMs: 60_000, maxLostStarts: 3 });

it('an item whose key is taken is told how many come before it, and is claimed once the key is free', async () => {
  const [running, second, third, other] = [
    await make('running', 'a', 9),
    await make('second', 'a', 8),
    await make('third', 'a', 7),
    await make('other', 'b', 1),
  ];
  const held = await claim(running);
  if (!held.ok) throw new Error('the first is not claimed');
  expect(await claim(second)).toEqual({ ok: false, refusal: { kind: 'busy', ahead: 0 } });
  expect(await claim(third)).toEqual({ ok: false, refusal: { kind: 'busy', ahead: 1 } });
  expect(await claim(other)).toMatchObject({ ok: true });
  await settleWork(test.app.database.db, held.claim, { event: 'complete', note: null });
  expect(await claim(third)).toMatchObject({ ok: true });
});

it('of two items of one key that are claimed in the same instant, the database lets one through', async () => {
  const { db } = test.app.database;
  const [one, other] = [await make('one', 'a', 2), await make('other', 'a', 1)];
  let waiting: ReturnType<typeof claim> | undefined;
  await db.transaction(async (tx) => {
    // Neither sees the other's claim, which is not committed.
    expect(await claim(one, tx as unknown as Database)).toMatchObject({ ok: true });
    waiting = claim(other);
    const isBlocked = sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => firstRow(db, isBlocked), { timeout: 30_000 }).toBeDefined();
  });
  expect(await waiting).toEqual({ ok: false, refusal: { kind: 'busy', ahead: 0 } });
  expect(await rowsOf(db, sql`select status, fence from work_items order by id`)).toEqual([
    { status: 'running', fence: 1 },
    { status: 'pending', fence: 0 },
  ]);
});
