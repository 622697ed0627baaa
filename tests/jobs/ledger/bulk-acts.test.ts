import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import { type WorkAct, createWorkActs } from '../../../src/jobs/ledger/work-acts.ts';
import type { WorkFilter } from '../../../src/jobs/ledger/work-filter.ts';
import { enqueueWork } from '../../../src/jobs/ledger/work-items.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { TOY } from './toy-kind.ts';

const WHO = { name: 'anna', reason: 'a trial' };
const NAMES = ['held', 'lost', 'done', 'failed', 'waiting', 'cancelled', 'of another kind'] as const;
type Name = (typeof NAMES)[number];

let test: TestApp;
let ids: Record<Name, number>;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

/** One item in each state, and one of another kind; all of them came to their state by some error. */
beforeEach(async () => {
  const { db } = test.app.database;
  await db.execute(sql`delete from work_items`);
  const made: [Name, number][] = [];
  for (const name of NAMES) {
    const kind = name === 'of another kind' ? { ...TOY, name: 'other-toy' } : TOY;
    made.push([name, (await enqueueWork(db, kind, { name })).itemId]);
  }
  ids = Object.fromEntries(made) as typeof ids;
  const set = (name: Name, status: string, lease = sql`null`) =>
    db.execute(sql`
      update work_items set status = ${status}, lease_expires_at = ${lease}, retry_count = 2, error_type = 'broken',
        error_message = 'a broken wheel', due_at = now() + interval '1 hour',
        claimed_by = ${status === 'running' ? 'w1' : null} where id = ${ids[name]}`);
  await set('held', 'running', sql`now() + interval '1 hour'`);
  await set('lost', 'running', sql`now() - interval '1 hour'`);
  await set('done', 'completed');
  await set('failed', 'failed');
  await set('waiting', 'pending');
  await set('cancelled', 'cancelled');
  await db.execute(
    sql`update work_items set due_at = now() - interval '1 hour' where id = ${ids['of another kind']}`,
  );
});

const nameOf = (id: number): Name => NAMES[Object.values(ids).indexOf(id)] ?? 'held';

async function act(name: WorkAct, filter: WorkFilter) {
  const { database, publisher } = test.app;
  const { changed, refused } = await createWorkActs({ db: database.db, publisher })[name](filter, WHO);
  return { changed: changed.map(nameOf), refused: refused.map(({ itemId }) => nameOf(itemId)) };
}

it.each<[WorkAct, readonly Name[], readonly Name[]]>([
  ['retry', ['lost', 'failed', 'waiting', 'cancelled'], ['held', 'done']],
  ['requeue', ['lost', 'done', 'failed', 'waiting', 'cancelled'], ['held']],
  ['cancel', ['held', 'lost', 'failed', 'waiting'], ['done', 'cancelled']],
])(
  '%s changes those items of a kind whose state allows it, and names the others',
  async (name, changed, refused) => {
    expect(await act(name, { kind: 'toy' })).toEqual({ changed, refused });
  },
);

it.each<[string, () => WorkFilter, readonly Name[]]>([
  ['kind', () => ({ kind: 'other-toy' }), ['of another kind']],
  ['state', () => ({ status: 'failed' }), ['failed']],
  ['numbers', () => ({ ids: [ids.waiting, ids.failed] }), ['failed', 'waiting']],
  ['no number', () => ({ ids: [] }), []],
  ['lateness', () => ({ isOverdue: true }), ['of another kind']],
  ['words of the subject', () => ({ text: 'CANCEL' }), ['cancelled']],
  ['kind and state', () => ({ kind: 'other-toy', status: 'failed' }), []],
])('an act by %s touches nothing else', async (_by, filter, changed) => {
  const before = await rows();
  expect((await act('retry', filter())).changed).toEqual(changed);
  const after = await rows();
  const untouched = NAMES.filter((name) => !changed.includes(name));
  for (const name of untouched) expect(after.get(ids[name])).toEqual(before.get(ids[name]));
});

it('an item that is opened again is due now, by hand, with fresh attempts and without its error, and is published', async () => {
  await act('retry', { ids: [ids.failed] });
  const [row] = await rowsOf(
    test.app.database.db,
    sql`select status, retry_count, error_type, error_message, is_by_hand, due_at <= now() as is_due, enqueued_at is not null
        as is_published, revision from work_items where id = ${ids.failed}`,
  );
  expect(row).toEqual({
    status: 'pending',
    retry_count: 0,
    error_type: null,
    error_message: null,
    is_by_hand: true,
    is_due: true,
    is_published: true,
    revision: 2,
  });
  expect(await test.app.store.jobState('work', `work-${ids.failed}-r2`)).not.toBe('unknown');
});

async function rows() {
  const all = await rowsOf<{ id: number }>(
    test.app.database.db,
    sql`select id, status, fence, revision, due_at, retry_count, error_message, is_by_hand from work_items`,
  );
  return new Map(all.map((row) => [row.id, row]));
}
