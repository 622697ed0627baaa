import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import { seedingTasks } from '../../../src/db/schema/tasks.ts';
import { workItems } from '../../../src/db/schema/work-items.ts';
import {
  MISSING_AFTER_MS,
  endAbandonedLease,
  leaseLookMs,
} from '../../../src/jobs/ledger/abandoned-claims.ts';
import { renewLeases } from '../../../src/jobs/ledger/leases.ts';
import { claimWork, enqueueWork } from '../../../src/jobs/ledger/work-items.ts';
import { createLostRuns } from '../../../src/jobs/lost-runs.ts';
import { claimTask } from '../../../src/seeding/claim.ts';
import { ClaimLostError, requireFence } from '../../../src/seeding/fence.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { TOY } from './toy-kind.ts';

const HOUR_MS = 3_600_000;
const REQUEST = { revision: 1, workerId: 'next', leaseMs: HOUR_MS, maxLostStarts: 5 };

describe('a claim with a good lease whose job is delivered again', () => {
  let world: SeedingWorld;
  let taskId: number;
  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([['LAL', 'GSW']]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    const { db } = world.app.database;
    await db.execute(sql`delete from worker_heartbeats`);
    const [task] = await world.tasks();
    taskId = task?.id ?? 0;
    await db.execute(sql`
      update seeding_tasks set status = 'running', claimed_by = 'w', start_count = 1, fence = 7,
                               lease_expires_at = now() + interval '1 hour'`);
  });

  async function heardOf(agoMs: number, state = 'running'): Promise<void> {
    await world.app.database.db.execute(sql`
      insert into worker_heartbeats (worker_id, hostname, process_id, version, queues, concurrency, running_task_ids,
                                     state, started_at, last_seen_at)
      values ('w', 'host', 1, '0', '{}', 1, '{}', ${state}, now() - interval '1 hour',
              now() - ${agoMs} * interval '1 millisecond')`);
  }

  const claim = (isWitness?: () => boolean) =>
    claimTask(world.app.database.db, { ...REQUEST, taskId, ...(isWitness ? { isWitness } : {}) });

  it('ends when its worker is missing: the start is lost, and the old run writes nothing more', async () => {
    const { db } = world.app.database;
    await heardOf(MISSING_AFTER_MS + 100);
    const claimed = await claim(() => true);
    expect(claimed).toMatchObject({ ok: true, claim: { fence: 8, startCount: 2 } });
    const [event] = await rowsOf<{ kind: string; message: string }>(
      db,
      sql`select kind, message from game_events order by id desc limit 1`,
    );
    expect(event).toMatchObject({ kind: 'start_lost' });
    // A worker that was frozen only wakes up with the fence of before.
    expect(await renewLeases(db, [{ taskId, fence: 7 }], HOUR_MS)).toEqual(new Set());
    await expect(db.transaction((tx) => requireFence(tx, { taskId, fence: 7 }))).rejects.toThrow(
      ClaimLostError,
    );
  });

  it('holds while its worker is heard of, however often the job comes', async () => {
    await heardOf(2_500);
    const claimed = await claim(() => true);
    expect(claimed).toMatchObject({ ok: false, refusal: { kind: 'leased' } });
    if (claimed.ok || claimed.refusal.kind !== 'leased') throw new Error('it was not refused for its lease');
    expect(claimed.refusal.delayMs).toBeGreaterThan(HOUR_MS - 60_000);
  });

  it('holds where whoever asks was not heard of either: PostgreSQL was away', async () => {
    await heardOf(60_000);
    const claimed = await claim(() => false);
    // It is looked at again soon: whoever asks may know more by then.
    expect(claimed).toEqual({ ok: false, refusal: { kind: 'leased', delayMs: 500 } });
    expect(await claim()).toMatchObject({ ok: false });
  });

  it('holds where its worker is not on the list: it ended in order, or was never on it', async () => {
    expect(await claim(() => true)).toMatchObject({ ok: false, refusal: { kind: 'leased' } });
  });

  it('holds while a run uses the row', async () => {
    await heardOf(60_000);
    const { db, pool } = world.app.database;
    const other = await pool.connect();
    try {
      await other.query('begin');
      await other.query('select 1 from seeding_tasks where id = $1 for update', [taskId]);
      expect(await endAbandonedLease(db, seedingTasks, { id: taskId, revision: 1 })).toBe(false);
    } finally {
      await other.query('rollback');
      other.release();
    }
  });

  it('does not count against the game when its worker had been told to stop', async () => {
    await heardOf(60_000, 'stopping');
    expect(await claim(() => true)).toMatchObject({ ok: true, claim: { startCount: 1 } });
  });

  it('is looked for as soon as its worker may be missing, long before its lease runs out', async () => {
    const { db } = world.app.database;
    const lostRuns = createLostRuns({ db, store: world.app.store });
    await heardOf(1_000);
    expect(await lostRuns.nextInMs()).toBeLessThanOrEqual(MISSING_AFTER_MS - 1_000);
    expect(await lostRuns.bringForward()).toBe(0);
    await db.execute(sql`update worker_heartbeats set last_seen_at = now() - interval '1 minute'`);
    expect(await lostRuns.nextInMs()).toBe(0);
    // The queue has the job waiting, as after the sweep that found its lock lost.
    expect(await lostRuns.bringForward()).toBe(1);
  });

  it('ends for every kind of work', async () => {
    const { db } = world.app.database;
    const { itemId } = await enqueueWork(db, TOY, { name: 'abandoned' });
    await db.update(workItems).set({
      status: 'running',
      claimedBy: 'w',
      startCount: 1,
      leaseExpiresAt: sql`now() + interval '1 hour'`,
    });
    await heardOf(60_000);
    expect(await claimWork(db, { ...REQUEST, itemId, isWitness: () => false })).toMatchObject({ ok: false });
    expect(await claimWork(db, { ...REQUEST, itemId, isWitness: () => true })).toMatchObject({ ok: true });
  });
});

describe('a delivery that meets a lease', () => {
  it.each([
    ['whose worker is not on the list', 60_000, null, 60_000],
    ['whose worker was just heard of', 60_000, 2_900, 60_000],
    ['whose worker is late', 60_000, 3_200, 1_800],
    ['whose worker is missing, for somebody else to say so', 60_000, 9_000, 500],
    ['that ends before its worker can be missing', 700, 3_200, 700],
  ])('%s comes again in time', (_which, leftMs, silentMs, againMs) => {
    expect(leaseLookMs(leftMs, silentMs)).toBe(againMs);
  });
});
