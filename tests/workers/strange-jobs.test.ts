import { afterEach, describe, expect, it } from 'vitest';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';
import { MAINTENANCE_QUEUE, seedingQueue } from '../../src/jobs/queue-names.ts';

/** Jobs that no version of ours makes, or that a newer one does: by kind, payload and queue. */
const STRANGE = [
  { queueName: seedingQueue('NBA'), jobId: 'strange-kind', name: 'collect-odds', data: { gameId: 1 } },
  { queueName: MAINTENANCE_QUEUE, jobId: 'strange-chore', name: '__proto__', data: null },
  { queueName: seedingQueue('NBA'), jobId: 'strange-name', name: 'toString', data: [] },
  { queueName: seedingQueue('NBA'), jobId: 'strange-payload', name: 'seed-game', data: { taskId: 'one' } },
  { queueName: seedingQueue('NBA'), jobId: 'strange-scalar', name: 'seed-game', data: 17 },
] as const;

describe.each(['postgres', 'redis'] as const)('jobs that nobody knows, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: SeedingWorld;
  afterEach(() => world.close());

  test('end as failed with their reason, once, and the games beside them are seeded', async () => {
    world = await createSeedingWorld({ store });
    const queues = world.app.store.bullQueues();
    for (const { queueName, jobId, name, data } of STRANGE) {
      const queue = queues.find((one) => one.name === queueName);
      await queue?.add(name, data, { jobId, attempts: 1_000, backoff: { type: 'custom' } });
    }
    await world.ingestDue([['LAL', 'GSW']]);
    await world.startWorkers(4, { runsJobs: true });
    await world.until("(select bool_and(status = 'completed') from seeding_tasks)");

    for (const { queueName, jobId, name } of STRANGE) {
      const queue = queues.find((one) => one.name === queueName);
      await expect.poll(() => queue?.getJobState(jobId), { timeout: 30_000 }).toBe('failed');
      const job = await queue?.getJob(jobId);
      expect(job?.attemptsMade).toBe(1);
      expect(job?.failedReason).toContain(name === 'seed-game' ? 'of a seeding job' : name);
    }
    const { drift } = await world.app.reconciler.run();
    expect(drift).toMatchObject({ missing: 0 });
  }, 90_000);
});
