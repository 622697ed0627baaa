import { eq, sql } from 'drizzle-orm';
import { afterEach, expect, it } from 'vitest';
import { seedingTasks } from '../../src/db/schema/tasks.ts';
import { enqueueWork } from '../../src/jobs/ledger/work-items.ts';
import { createPublisher } from '../../src/jobs/publisher.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { TOY } from './ledger/toy-kind.ts';

let world: SeedingWorld;
afterEach(() => world.close());

it('publishes tasks of which another transaction holds some, and waits for none of them', async () => {
  world = await createSeedingWorld({ store: 'postgres' });
  await world.ingestDue(
    [
      ['LAL', 'GSW'],
      ['BOS', 'MIA'],
    ],
    2,
  );
  const { publisher, database } = world.app;
  const { db } = database;
  await publisher.publishPending();
  await db.update(seedingTasks).set({ enqueuedAt: null });
  const [held] = await db.select({ id: seedingTasks.id }).from(seedingTasks).orderBy(seedingTasks.id);
  await db.transaction(async (tx) => {
    await tx
      .update(seedingTasks)
      .set({ updatedAt: new Date() })
      .where(eq(seedingTasks.id, held?.id ?? 0));
    // Two that hold tasks of each other would end in a deadlock.
    expect(await publisher.publishPending()).toBe(2);
    expect(await unpublished()).toEqual([held]);
  });
  expect(await publisher.publishPending()).toBe(1);
  expect(await unpublished()).toEqual([]);

  async function unpublished(): Promise<readonly { id: number }[]> {
    const rows = await db
      .select({ id: seedingTasks.id, enqueuedAt: seedingTasks.enqueuedAt })
      .from(seedingTasks);
    return rows.filter(({ enqueuedAt }) => enqueuedAt === null).map(({ id }) => ({ id }));
  }
});

it('says how far publishing came with a queue that fails on the way, and goes on from there', async () => {
  world = await createSeedingWorld({ store: 'postgres' });
  await world.ingestDue([['LAL', 'GSW']], 2);
  const { database, store, tracer, publisher } = world.app;
  const { db } = database;
  await db.update(seedingTasks).set({ enqueuedAt: null });
  await db.transaction((tx) => enqueueWork(tx, TOY, { name: 'later' }, { dueAt: sql`now()` }));
  let pages = 0;
  const failing = createPublisher({
    db,
    store: {
      ...store,
      addJobs: (jobs) =>
        pages++ === 0 ? store.addJobs(jobs) : Promise.reject(new Error('the disk is full')),
    },
    logger: silentLogger(),
    tracer,
  });
  expect(await failing.tryPublishPending()).toEqual({ published: 1, isCutShort: true });
  expect(await publisher.tryPublishPending()).toEqual({ published: 1, isCutShort: false });
  expect(await publisher.tryPublishPending()).toEqual({ published: 0, isCutShort: false });
});
