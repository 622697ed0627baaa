import type { Queue } from 'bullmq';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { type CrashWorld, createCrashWorld } from '../support/crash-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';

describe.each(['postgres', 'redis'] as const)('hands in the queue, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: CrashWorld;
  afterEach(() => world.close());

  test('jobs promoted, removed, delayed, copied and replaced by hand end as if nobody had touched them', async () => {
    world = await createCrashWorld({ store, latencyMs: 20 });
    await world.addGamesDueIn(9, 15);
    await world.startChores();
    await world.startWorker();
    const queue = queueOf(world, 'seeding-nba');
    const tasks = await world.tasks();
    const job = async (index: number) => {
      const found = await queue.getJob(`game-${tasks[index]?.gameId}-first-r1`);
      if (!found) throw new Error(`there is no job for task ${index}`);
      return found;
    };

    await (await job(0)).promote();
    await (await job(1)).remove();
    await (await job(2)).changeDelay(3_600_000);
    const { name, data } = await job(3);
    await queue.add(name, data, { jobId: 'copied-by-hand' });
    await queue.add(name, data, { jobId: 'copied-for-later', delay: 3_000 });
    // The job of a revision that is over comes back, twice.
    await world.app.taskActions.reschedule(tasks[4]?.id ?? 0, new Date(Date.now() + 9_000), { name: 'test' });
    await queue.add(name, { ...data, taskId: tasks[4]?.id }, { jobId: `game-${tasks[4]?.gameId}-first-r1` });
    // A finished job holds the id that an open task's job must have.
    await (await job(5)).remove();
    await queue.add(name, { ...data, revision: 99 }, { jobId: `game-${tasks[5]?.gameId}-first-r1` });
    await (await job(6)).remove();
    await queue.add(name, { nonsense: true }, { jobId: `game-${tasks[6]?.gameId}-first-r1` });

    expect(await world.settle()).toEqual([]);
    const early = await rowsOf(
      world.app.database.db,
      sql`select id, execution_time, scheduled_time from seeding_tasks
          where execution_time < scheduled_time - interval '1 second'`,
    );
    expect(early).toEqual([]);
    await world.report('jobs handled by hand');
  });

  test('queues that were obliterated by hand, chores and all, are filled again', async () => {
    world = await createCrashWorld({ store });
    await world.addDueGames(30);
    await world.startChores();
    const worker = await world.startWorker();
    await world.until(
      `exists (select 1 from seeding_tasks where status = 'running' and claimed_by = '${worker.workerId}')`,
    );
    await queueOf(world, 'seeding-nba').obliterate({ force: true });
    await queueOf(world, 'maintenance').obliterate({ force: true });
    const emptiedAtMs = Date.now();
    expect(await world.settle()).toEqual([]);
    await world.report('queues obliterated in the middle', Date.now() - emptiedAtMs);
  });
});

function queueOf(world: CrashWorld, wanted: string): Queue {
  const queue = world.app.store.bullQueues().find(({ name }) => name === wanted);
  if (!queue) throw new Error(`there is no queue ${wanted}`);
  return queue;
}
