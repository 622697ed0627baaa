import { afterEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPublisher } from '../../src/queue/publisher.ts';
import type { QueueStore } from '../../src/queue/store.ts';
import { createIngestService } from '../../src/schedule/ingest.ts';
import { type CrashWorld, createCrashWorld } from '../support/crash-world.ts';
import { type Slate, ingestSlates, slatesUntil } from '../support/schedules.ts';
import { redisIsAvailable } from '../support/test-app.ts';

describe.each(['postgres', 'redis'] as const)('control processes in trouble, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: CrashWorld;
  afterEach(() => world.close());

  test('games that were committed but never published are published by the next look', async () => {
    world = await createCrashWorld({ store, latencyMs: 20 });
    const result = await ingestSlates(world, deafIngest(world.app), due(30));
    expect(result).toMatchObject({ games_added: 30, tasks_created: 30, tasks_enqueued: 0 });
    await world.until('(select count(*) from seeding_tasks where enqueued_at is null) = 30', 0);
    await world.startWorker();
    const repairedFromMs = Date.now();
    await world.startChores();
    expect(await world.settle()).toEqual([]);
    await world.report('crash between commit and publish', Date.now() - repairedFromMs);
  });

  test('a queue that took the jobs before anybody could note it gets no second copy', async () => {
    world = await createCrashWorld({ store, latencyMs: 20 });
    await ingestSlates(world, forgetfulIngest(world.app), due(30));
    await world.until('(select count(*) from seeding_tasks where enqueued_at is null) = 30', 0);
    await world.startWorker();
    await world.startChores();
    expect(await world.settle()).toEqual([]);
    await world.report('crash between publish and mark');
  });

  test('the same file ingested by two at once, with two that reconcile, makes every game once', async () => {
    world = await createCrashWorld({ store, latencyMs: 20 });
    await Promise.all([world.startChores(), world.startChores(), world.startWorker(), world.startWorker()]);
    const file = due(60);
    const results = await Promise.all([
      ingestSlates(world, world.app.ingestService, file),
      ingestSlates(world, world.app.ingestService, file),
      world.app.reconciler.run(),
      world.app.reconciler.run(),
      world.app.publisher.publishPending(),
      world.app.publisher.publishPending(),
    ]);
    expect(results[0].games_added + results[1].games_added).toBe(60);
    expect(await world.settle()).toEqual([]);
    await world.until('(select count(*) from games) = 60', 0);
    await world.report('two ingests, two controls, two reconcilers');
  });
});

/** An ingest whose queue is out of reach: what a crash after the commit leaves behind. */
function deafIngest(app: App) {
  return ingestWith(app, {
    ...app.store,
    addJobs: () => Promise.reject(new Error('the process ended here')),
  });
}

/** An ingest that ends after the queue took the jobs and before that is noted. */
function forgetfulIngest(app: App) {
  return ingestWith(app, {
    ...app.store,
    async addJobs(jobs) {
      await app.store.addJobs(jobs);
      throw new Error('the process ended here');
    },
  });
}

function ingestWith(app: App, store: QueueStore) {
  const { database, clock, config } = app;
  const logger = silentLogger();
  return createIngestService({
    db: database.db,
    store,
    publisher: createPublisher({ db: database.db, store, logger }),
    clock,
    logger,
    delayMs: config.seeding.delayMs,
    maxRetries: config.seeding.retry.maxRetries,
  });
}

function due(games: number): Slate[] {
  return slatesUntil(Date.now() - 5_000, games);
}
