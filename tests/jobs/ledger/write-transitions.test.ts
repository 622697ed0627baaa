import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRow } from '../../../src/db/rows.ts';
import { TASK_STATUSES } from '../../../src/domain/statuses.ts';
import { LEDGER_TABLES } from '../../../src/jobs/ledger/leases.ts';
import {
  LEDGER_EVENTS,
  type LedgerEvent,
  type LedgerState,
  decideTransition,
} from '../../../src/jobs/ledger/transitions.ts';
import { type LedgerTable, transitionSql } from '../../../src/jobs/ledger/write-transitions.ts';
import { makeOpenTasks } from '../../support/open-tasks.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

type Row = {
  status: LedgerState;
  fence: number;
  revision: number;
  claimed_by: string | null;
  lease_expires_at: Date | null;
  enqueued_at: Date | null;
  retry_count: number;
  start_count: number;
};

const NAMES = Object.keys(LEDGER_TABLES) as (keyof typeof LEDGER_TABLES)[];
const PAIRS = LEDGER_EVENTS.flatMap((event) => TASK_STATUSES.map((state) => ({ event, state })));

describe.each(NAMES)('the statements of transitions in the table of a %s', (name) => {
  const table: LedgerTable = LEDGER_TABLES[name];
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
    const { db } = test.app.database;
    if (name === 'task') await makeOpenTasks(db, 1, sql`interval '0 seconds'`);
    else
      await db.execute(
        sql`insert into work_items (kind, subject, payload, due_at) values ('toy', 'a', '{}', now())`,
      );
  });
  afterAll(() => test.close());

  /** Brings the one item of the table into a state, held with fence 7 by a run whose lease is good or over. */
  async function become(state: LedgerState, { isLeaseOver = true, isDue = true } = {}): Promise<void> {
    const lease = isLeaseOver ? sql`now() - interval '1 minute'` : sql`now() + interval '1 minute'`;
    const due = isDue ? sql`now() - interval '1 minute'` : sql`now() + interval '1 hour'`;
    await test.app.database.db.execute(sql`
      update ${table} set status = ${state}, fence = 7, revision = 3, enqueued_at = now(), retry_count = 1,
        start_count = 2, due_at = ${due}, claimed_by = ${state === 'running' ? 'w' : null},
        lease_expires_at = ${state === 'running' ? lease : sql`null`}`);
  }

  async function happen(event: LedgerEvent, heldBy = 7): Promise<Row | undefined> {
    const { db } = test.app.database;
    const moved = await firstRow(
      db,
      transitionSql({
        table,
        event,
        heldBy,
        claim: { workerId: 'next', leaseMs: 60_000 },
        where: sql`true`,
        ...(event === 'curtail' ? { also: { leaseExpiresAt: sql`now() + interval '30 seconds'` } } : {}),
      }),
    );
    return moved && firstRow<Row>(db, sql`select * from ${table}`);
  }

  it.each(PAIRS)('$event, when it is $state, is what the table of states says', async ({ event, state }) => {
    await become(state);
    const decision = decideTransition(event, { state, isHolder: true, isLeaseOver: true, isDue: true });
    const after = await happen(event);
    if (!decision.ok) {
      expect(after).toBeUndefined();
      return;
    }
    const { effects, to } = decision;
    expect(after).toMatchObject({
      status: to,
      fence: effects.fence === 'raise' ? 8 : 7,
      revision: effects.revision === 'raise' ? 4 : 3,
      retry_count: effects.attempts === 'count' ? 2 : effects.attempts === 'fresh' ? 0 : 1,
      start_count: { count: 3, 'take back': 1, fresh: 0, none: 2 }[effects.starts ?? 'none'],
    });
    expect(after?.enqueued_at === null).toBe(effects.revision === 'raise');
    expect(after?.lease_expires_at !== null).toBe(to === 'running');
  });

  it('refuse what does not hold the item, is not due, or still has its lease', async () => {
    for (const event of [
      'renew',
      'snooze',
      'retry',
      'release',
      'complete',
      'skip',
      'withdraw',
      'fail',
    ] as const) {
      await become('running');
      expect(await happen(event, 6), event).toBeUndefined();
    }
    await become('pending', { isDue: false });
    expect(await happen('claim')).toBeUndefined();
    for (const event of ['rescue', 'dead-letter'] as const) {
      await become('running', { isLeaseOver: false });
      expect(await happen(event), event).toBeUndefined();
    }
  });
});

describe('where a game stands', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
    await makeOpenTasks(test.app.database.db, 1, sql`interval '0 seconds'`);
  });
  afterAll(() => test.close());

  /** What becomes of a game's standing with an event of a pass. */
  async function standingAfter(
    event: LedgerEvent,
    before: { state: LedgerState; standing: string; pass?: string; error?: string | null },
  ): Promise<string | undefined> {
    const { db } = test.app.database;
    await db.execute(sql`
      update seeding_tasks set status = ${before.state}, pass = ${before.pass ?? 'first'}, fence = 1, due_at = now(),
        lease_expires_at = ${before.state === 'running' ? sql`now()` : sql`null`}, error_message = null`);
    await db.execute(sql`update games set seeding_status = ${before.standing}`);
    const task = LEDGER_TABLES.task;
    await db.execute(
      transitionSql({
        table: task,
        event,
        heldBy: 1,
        claim: { workerId: 'w', leaseMs: 1_000 },
        where: sql`true`,
        ...(before.error === undefined ? {} : { also: { errorMessage: before.error } }),
      }),
    );
    const row = await firstRow<{ standing: string }>(db, sql`select seeding_status as standing from games`);
    return row?.standing;
  }

  it.each([
    ['claim', { state: 'pending', standing: 'pending' }, 'in_progress'],
    ['claim', { state: 'pending', standing: 'partial' }, 'partial'],
    ['claim', { state: 'pending', standing: 'pending', pass: 'correction-1' }, 'pending'],
    ['snooze', { state: 'running', standing: 'in_progress' }, 'pending'],
    ['release', { state: 'running', standing: 'in_progress' }, 'pending'],
    ['rescue', { state: 'running', standing: 'in_progress' }, 'pending'],
    ['retry', { state: 'running', standing: 'partial', error: 'x' }, 'partial'],
    ['complete', { state: 'running', standing: 'in_progress' }, 'completed'],
    ['complete', { state: 'running', standing: 'in_progress', error: 'two players' }, 'partial'],
    ['complete', { state: 'running', standing: 'partial', pass: 'correction-1' }, 'completed'],
    ['complete', { state: 'running', standing: 'failed', pass: 'correction-1' }, 'failed'],
    ['skip', { state: 'running', standing: 'in_progress', error: 'awarded' }, 'skipped'],
    ['withdraw', { state: 'running', standing: 'partial', error: 'cancelled' }, 'skipped'],
    ['fail', { state: 'running', standing: 'in_progress', error: 'x' }, 'failed'],
    ['fail', { state: 'running', standing: 'completed', error: 'x' }, 'completed'],
    ['dead-letter', { state: 'running', standing: 'in_progress', error: 'x' }, 'failed'],
    ['cancel', { state: 'pending', standing: 'pending' }, 'skipped'],
    ['cancel', { state: 'running', standing: 'completed' }, 'completed'],
    ['requeue', { state: 'failed', standing: 'failed' }, 'pending'],
    ['requeue', { state: 'completed', standing: 'partial' }, 'partial'],
    ['requeue', { state: 'cancelled', standing: 'skipped' }, 'pending'],
    ['reschedule', { state: 'running', standing: 'in_progress' }, 'pending'],
    ['heal', { state: 'failed', standing: 'partial' }, 'completed'],
    ['heal', { state: 'failed', standing: 'failed' }, 'failed'],
    ['defer', { state: 'pending', standing: 'pending' }, 'pending'],
  ] as const)('after %s of %o is %s', async (event, before, standing) => {
    expect(await standingAfter(event, before)).toBe(standing);
  });
});
