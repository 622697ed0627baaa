import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/platform/logger.ts';
import { createReconciler } from '../../src/jobs/reconciler.ts';
import type { QueueStore } from '../../src/jobs/store.ts';
import { makeOpenTasks } from '../support/open-tasks.ts';
import { type TestApp, createTestApp, redisIsAvailable } from '../support/test-app.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';

/** More than the reconciler reads at once. */
const TASKS = 6_000;
const QUEUE = seedingQueue('NBA');

describe.each(['postgres', 'redis'] as const)('an emptied queue, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: TestApp;
  afterEach(() => world.close());

  test('is filled page by page, everything overdue first, and what is missing later is found on any page', async () => {
    world = await createTestApp({ store });
    const { app } = world;
    const { db } = app.database;
    // Every second one is overdue.
    await makeOpenTasks(
      db,
      TASKS,
      sql`case when id % 2 = 0 then -1 else 1 end * (id || ' minutes')::interval`,
    );
    const delaysMs: number[] = [];
    const looks: number[] = [];
    let lists = 0;
    const watched: QueueStore = {
      ...app.store,
      lookUpJobs(queueName) {
        const lookUp = app.store.lookUpJobs(queueName);
        return (jobIds) => {
          looks.push(jobIds.length);
          return lookUp(jobIds);
        };
      },
      listOpenJobs(queueName) {
        lists += 1;
        return app.store.listOpenJobs(queueName);
      },
      addJobs(jobs) {
        delaysMs.push(...jobs.map((job) => job.delayMs));
        return app.store.addJobs(jobs);
      },
    };
    const reconciler = createReconciler({
      db,
      leases: app.jobLeases,
      store: watched,
      clock: app.clock,
      logger: silentLogger(),
    });
    const filled = { openTasks: TASKS, drift: { missing: TASKS }, repaired: TASKS };
    expect(await reconciler.run()).toMatchObject(filled);
    const lateFirst = delaysMs.findIndex((delayMs) => delayMs > 0);
    expect(lateFirst).toBe(TASKS / 2);
    expect(delaysMs.slice(lateFirst).every((delayMs) => delayMs > 0)).toBe(true);

    const agreed = { openTasks: TASKS, queuedJobs: TASKS, drift: { missing: 0, orphaned: 0, mistimed: 0 } };
    looks.length = 0;
    expect(await reconciler.run()).toMatchObject(agreed);
    // What agrees takes no more memory than a page of it, however much there is.
    expect({ lists, most: Math.max(...looks), all: looks.reduce((sum, look) => sum + look, 0) }).toEqual({
      lists: 0,
      most: 5_000,
      all: TASKS,
    });
    const gone = await db.execute<{ id: string }>(
      sql`select 'game-' || game_id || '-first-r1' as id from seeding_tasks where id % 1000 = 7`,
    );
    for (const { id } of gone.rows) await app.store.removeJob(QUEUE, id);
    expect(await reconciler.run()).toMatchObject({
      drift: { missing: TASKS / 1_000 },
      repaired: TASKS / 1_000,
    });
    expect(await reconciler.run()).toMatchObject(agreed);
    const unmarked = () => db.execute(sql`select 1 from seeding_tasks where enqueued_at is null`);
    expect((await unmarked()).rows).toEqual([]);

    // Emptied once more, with some tasks that were never acknowledged among those that were.
    for (const queue of app.store.bullQueues()) await queue.obliterate({ force: true });
    await db.execute(sql`update seeding_tasks set enqueued_at = null where id % 1000 = 7`);
    expect(await reconciler.run()).toMatchObject(filled);
    expect((await unmarked()).rows).toEqual([]);
  });
});
