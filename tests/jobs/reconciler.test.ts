import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/platform/logger.ts';
import { createReconciler } from '../../src/jobs/reconciler.ts';
import type { QueueStore } from '../../src/jobs/store.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';

const QUEUE = seedingQueue('NBA');

describe.each(['postgres', 'redis'] as const)('the reconciler, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: SeedingWorld;
  afterEach(() => world.close());

  async function oneGame(): Promise<string> {
    world = await createSeedingWorld({ store });
    await world.ingestDue([['LAL', 'GSW']], 2);
    await world.app.reconciler.run();
    const [task] = await world.tasks();
    return `game-${task?.gameId}-first-r1`;
  }

  test('publishes a task whose job is gone although a run holds it', async () => {
    const jobId = await oneGame();
    await world.app.store.removeJob(QUEUE, jobId);
    await world.app.database.db.execute(sql`
      update seeding_tasks set status = 'running', lease_expires_at = now() + interval '1 minute'`);
    expect(await world.app.reconciler.run()).toMatchObject({ drift: { missing: 1 }, repaired: 1 });
    expect(await world.app.store.jobState(QUEUE, jobId)).not.toBe('unknown');
  });

  test('brings the job of a run that is gone forward when it would come much later', async () => {
    const jobId = await oneGame();
    await world.app.database.db.execute(sql`
      update seeding_tasks set status = 'running', due_at = now(), lease_expires_at = now() - interval '1 minute'`);
    expect(await world.app.reconciler.run()).toMatchObject({ drift: { mistimed: 1 }, repaired: 1 });
    await expect.poll(() => world.app.reconciler.run()).toMatchObject({ drift: { mistimed: 0, missing: 0 } });
    expect(await world.app.store.jobState(QUEUE, jobId)).not.toBe('unknown');
  });

  test('removes every job whose task is gone or at another revision, and is not put off by ids that are no ids', async () => {
    const jobId = await oneGame();
    const { app } = world;
    const ids = [
      ...Array.from({ length: 45 }, (_, index) => `game-${900_000 + index}-first-r1`),
      'game-5000000000-first-r1',
      jobId.replace('r1', 'r7'),
      jobId.replace('first', 'correction-1'),
    ];
    const [queue] = app.store.bullQueues().filter(({ name }) => name === QUEUE);
    const made = [...ids, 'game-99999999999999999999-first-r1', 'made-by-hand'];
    await queue?.addBulk(
      made.map((id) => ({ name: 'seed-game', data: {}, opts: { jobId: id, delay: 3_600_000 } })),
    );
    expect(await app.reconciler.run()).toMatchObject({
      drift: { orphaned: ids.length, missing: 0 },
      repaired: ids.length,
    });
    expect(await app.store.jobState(QUEUE, jobId)).not.toBe('unknown');
    expect(await app.reconciler.run()).toMatchObject({ drift: { orphaned: 0, missing: 0 } });
  });

  test('does not take a store for its own that was replaced while it worked', async () => {
    const jobId = await oneGame();
    const { app } = world;
    await app.store.removeJob(QUEUE, jobId);
    const replaced: QueueStore = {
      ...app.store,
      async addJobs(jobs) {
        await app.store.addJobs(jobs);
        await app.store.writeEpoch('of another store');
      },
    };
    const reconciler = createReconciler({
      db: app.database.db,
      leases: app.jobLeases,
      store: replaced,
      clock: app.clock,
      logger: silentLogger(),
    });
    expect(await reconciler.run()).toMatchObject({ drift: { missing: 1 } });
    expect(await reconciler.isStoreChanged()).toBe(true);
    await reconciler.run();
    expect(await reconciler.isStoreChanged()).toBe(false);
  });
});
