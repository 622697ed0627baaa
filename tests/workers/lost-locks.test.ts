import { sql } from 'drizzle-orm';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';

describe.each(['postgres', 'redis'] as const)('a run that loses its right, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: SeedingWorld;
  afterEach(() => world.close());

  async function hangingRun(): Promise<void> {
    world = await createSeedingWorld({ store, environment: { LEASE_SECONDS: '2' } });
    world.provider.setDials({ isHanging: true });
    await world.ingestDue([['LAL', 'GSW']]);
    await world.startWorkers();
    await world.until("(select status = 'running' from seeding_tasks)");
    await expect.poll(() => world.provider.stats().total).toBe(1);
    // The provider counts a call that it leaves hanging when the caller hangs up.
    expect(world.provider.stats().byOutcome).toEqual({});
  }

  test('is aborted, its call included, when another takes the lock of its job', async () => {
    await hangingRun();
    await loseLock(world, store);
    // The call hangs up on the provider long before its own timeout, and nothing is burned.
    await world.until("exists (select 1 from game_events where kind = 'released')");
    expect(world.provider.stats().byOutcome).toMatchObject({ hang: 1 });
    const [task] = await world.tasks();
    expect(task).toMatchObject({ retryCount: 0, errorType: null });
  });

  test('is aborted, its call included, when another run has claimed its task, and commits nothing', async () => {
    await hangingRun();
    await world.app.database.db.execute(
      sql`update seeding_tasks set fence = fence + 1, claimed_by = 'another', lease_expires_at = now() + interval '1 hour'`,
    );
    await expect
      .poll(() => world.provider.stats().byOutcome)
      .toMatchObject({
        hang: 1,
      });
    // What it cost is in the log; of the task it changes nothing but the calls that were made for it.
    await world.until("exists (select 1 from sync_log where status = 'superseded')");
    await world.until(
      "(select status = 'running' and claimed_by = 'another' and player_count is null from seeding_tasks)",
    );
    await world.until('not exists (select 1 from nba_player_game_stats)');
  });
});

async function loseLock(world: SeedingWorld, store: 'postgres' | 'redis'): Promise<void> {
  const [task] = await world.tasks();
  const jobId = `game-${task?.gameId}-first-r1`;
  if (store === 'postgres') {
    await world.app.database.db.execute(
      sql`update bullmq.job set lock_token = 'another' where id = ${jobId}`,
    );
    return;
  }
  const redis = new Redis(inject('redisUrl') ?? '');
  await redis.set(`${world.app.config.queue.prefix}:seeding-nba:${jobId}:lock`, 'another');
  redis.disconnect();
}
