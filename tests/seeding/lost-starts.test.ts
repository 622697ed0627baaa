import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { claimTask } from '../../src/seeding/claim.ts';
import { renewLeases } from '../../src/jobs/ledger/leases.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

describe('a start that ended without an outcome', () => {
  let world: SeedingWorld;
  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([['LAL', 'GSW']]);
  });
  afterAll(() => world.close());

  /** Claims the task of a worker that was last heard of so long after its lease ended; returns what is counted. */
  async function claimAfter(worker: {
    state: string;
    heardAfterLeaseSeconds: number;
    lagMs: number;
  }): Promise<{ startCount: number | undefined; lastEvent: string | undefined }> {
    const { db } = world.app.database;
    await db.execute(sql`delete from worker_heartbeats`);
    await db.execute(sql`
      insert into worker_heartbeats (worker_id, hostname, process_id, version, queues, concurrency, running_task_ids,
                                     state, started_at, last_seen_at, event_loop_lag_ms)
      values ('w', 'host', 1, '0', '{}', 1, '{}', ${worker.state}, now(),
              now() - interval '1 minute' + ${worker.heardAfterLeaseSeconds} * interval '1 second', ${worker.lagMs})`);
    await db.execute(sql`
      update seeding_tasks set status = 'running', claimed_by = 'w', start_count = 3,
                               lease_expires_at = now() - interval '1 minute'`);
    const [task] = await world.tasks();
    const claimed = await claimTask(db, {
      taskId: task?.id ?? 0,
      revision: 1,
      workerId: 'next',
      leaseMs: 4_000,
      maxLostStarts: 5,
    });
    const events = await rowsOf<{ kind: string }>(
      db,
      sql`select kind from game_events order by id desc limit 1`,
    );
    return {
      startCount: claimed.ok ? claimed.claim.startCount - 1 : undefined,
      lastEvent: events[0]?.kind,
    };
  }

  it.each([
    ['its worker has not been heard of since', { state: 'running', heardAfterLeaseSeconds: -5, lagMs: 0 }],
    ['its worker is marked as dead', { state: 'dead', heardAfterLeaseSeconds: -5, lagMs: 0 }],
    [
      'its worker lives but was blocked meanwhile',
      { state: 'running', heardAfterLeaseSeconds: 30, lagMs: 9_000 },
    ],
  ])('is counted when %s', async (_when, worker) => {
    expect(await claimAfter(worker)).toEqual({ startCount: 3, lastEvent: 'start_lost' });
  });

  it.each([
    ['its worker was stopping', { state: 'stopping', heardAfterLeaseSeconds: -5, lagMs: 0 }],
    [
      'its worker was killed while it was stopping',
      { state: 'stopped', heardAfterLeaseSeconds: -5, lagMs: 0 },
    ],
    ['its worker lives and only lost Postgres', { state: 'running', heardAfterLeaseSeconds: 30, lagMs: 12 }],
  ])('is not counted when %s', async (_when, worker) => {
    expect(await claimAfter(worker)).toEqual({ startCount: 2, lastEvent: 'released' });
  });

  it('does not come of a row that somebody else has locked: the other leases are renewed meanwhile', async () => {
    const { db, pool } = world.app.database;
    await world.ingestDue([
      ['BOS', 'MIA'],
      ['DEN', 'PHX'],
    ]);
    const [locked = 0, free = 0, lost = 0] = (await world.tasks()).map(({ id }) => id);
    await db.execute(sql`update seeding_tasks set status = 'running', fence = 7, lease_expires_at = now()`);
    await db.execute(sql`update seeding_tasks set fence = 8 where id = ${lost}`);
    const other = await pool.connect();
    try {
      await other.query('begin');
      await other.query('select 1 from seeding_tasks where id = $1 for update', [locked]);
      const runs = [locked, free, lost].map((taskId) => ({ taskId, fence: 7 }));
      expect(await renewLeases(db, runs, 60_000)).toEqual(new Set([locked, free]));
      const rows = await rowsOf<{ id: number }>(
        db,
        sql`select id from seeding_tasks where lease_expires_at > now() + interval '30 seconds'`,
      );
      expect(rows).toEqual([{ id: free }]);
    } finally {
      await other.query('rollback');
      other.release();
    }
  });
});
