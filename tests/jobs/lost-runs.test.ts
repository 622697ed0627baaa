import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { createLostRuns } from '../../src/jobs/lost-runs.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { nbaSlates } from '../support/slates.ts';
import { redisIsAvailable } from '../support/test-app.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';

describe.each(['postgres', 'redis'] as const)('games of a worker that is gone, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: SeedingWorld;
  afterEach(() => world.close());

  test('come before everything that waits already, once', async () => {
    world = await createSeedingWorld({ store });
    await world.ingestDue(nbaSlates(5)[0] ?? []);
    const { database, store: queues } = world.app;
    const lostRuns = createLostRuns({ db: database.db, store: queues });
    expect(await lostRuns.bringForward()).toBe(0);

    const last = (await world.tasks()).at(-1);
    await database.db.execute(sql`
      update seeding_tasks set status = 'running', lease_expires_at = now() - interval '1 second'
      where id = ${last?.id}`);
    expect(await lostRuns.bringForward()).toBe(1);
    expect(await lostRuns.bringForward()).toBe(0);

    const order: string[] = [];
    const worker = queues.createWorker({
      queueName: seedingQueue('NBA'),
      concurrency: 1,
      lockMs: 10_000,
      workerName: 'test',
      async handle({ jobId }) {
        order.push(jobId);
        return { kind: 'done', note: '' };
      },
    });
    worker.start();
    await expect.poll(() => order.length).toBe(5);
    await worker.close();
    expect(order[0]).toBe(`game-${last?.gameId}-first-r1`);
  });
});
