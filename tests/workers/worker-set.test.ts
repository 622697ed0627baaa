import { loadWorkerParts } from '../../src/features/worker-parts.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { buildProviders } from '../../src/app/build-providers.ts';
import { createDatabaseClock } from '../../src/db/database-clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Delivery, DeliveryOutcome, QueueWorker } from '../../src/jobs/store.ts';
import { createWorkerSet } from '../../workers/worker-set.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

describe('a worker that stops', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('gives back at once a job that was still on its way when it stopped asking for jobs', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    world.provider.setDials({ isHanging: true });
    await world.ingestDue([['LAL', 'GSW']]);
    const [task] = await world.tasks();
    const delivery: Delivery = {
      jobId: `game-${task?.gameId}-first-r1`,
      kind: 'seed-game',
      data: { taskId: task?.id, gameId: task?.gameId, revision: 1, label: 'LAL @ GSW' },
      attemptsMade: 0,
      signal: new AbortController().signal,
    };
    let outcome: DeliveryOutcome | undefined;
    // A queue whose last answer arrives after the intake was paused, and whose close waits for it, as BullMQ's does.
    const createWorker: App['store']['createWorker'] = ({ handle }): QueueWorker => ({
      start: () => undefined,
      pauseIntake: async () => undefined,
      resumeIntake: () => undefined,
      async close() {
        outcome = await handle(delivery);
      },
    });
    const app: App = { ...world.app, store: { ...world.app.store, createWorker } };
    const providers = buildProviders(app);
    const workers = createWorkerSet({
      app,
      providers,
      parts: await loadWorkerParts(),
      queues: ['seeding-nba'],
      concurrency: 1,
    });
    await workers.start();
    await workers.stop();
    await providers.close();
    expect(outcome).toMatchObject({ kind: 'snooze', note: 'given back before it began' });
    expect((await world.tasks())[0]).toMatchObject({ status: 'pending', retryCount: 0 });
  });
});

describe('a worker whose clock is wrong', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('says so with its heartbeat, and how far it is off', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    const clock = createDatabaseClock({ ...systemClock(), nowMs: () => Date.now() + 300_400 });
    const app: App = { ...world.app, clock };
    const providers = buildProviders(app);
    const workers = createWorkerSet({
      app,
      providers,
      parts: await loadWorkerParts(),
      queues: ['seeding-nba'],
      concurrency: 1,
    });
    await workers.start();
    await world.until(
      "exists (select 1 from worker_heartbeats where problems[1] like 'The clock of this machine is 300 s ahead%')",
    );
    await workers.stop();
    await providers.close();
  });
});
