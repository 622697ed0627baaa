import { loadControlParts } from '../../src/features/control-parts.ts';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { createControlChores } from '../../src/app/control-chores.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';

describe('the chores of a control process that follows a dead one', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('mend the queue as soon as the lease of the dead one is over, not at the next interval', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { RECONCILE_INTERVAL_SECONDS: '3600' },
    });
    await world.ingestDue([['LAL', 'GSW']]);
    const { app } = world;
    await app.reconciler.run();
    const [task] = await world.tasks();
    const jobId = `game-${task?.gameId}-first-r1`;
    await app.store.removeJob(seedingQueue('NBA'), jobId);
    await app.database.db.execute(sql`
      update job_schedules set holder = 'a dead process', lease_expires_at = now() + interval '2 seconds'
      where name = 'reconcile'`);
    const chores = createControlChores(app, await loadControlParts());
    await chores.start();
    try {
      await expect.poll(() => app.store.jobState(seedingQueue('NBA'), jobId)).not.toBe('unknown');
    } finally {
      await chores.stop();
    }
  });
});
