import { afterEach, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { findRedisServer } from '../support/redis-server.ts';
import { type WatchedRedis, startWatchedRedis } from '../support/redis-sentinels.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const SLATE: readonly [string, string][] = [
  ['BOS', 'NYK'],
  ['LAL', 'GSW'],
  ['MIA', 'CHI'],
  ['DEN', 'PHX'],
];

/** How long sentinels and we may take to work with the new master, on a machine that does much else. */
const FAILOVER_MS = 60_000;

describe.skipIf(!findRedisServer())('a Redis that sentinels watch', () => {
  let redis: WatchedRedis;
  let world: SeedingWorld;
  afterEach(async () => {
    await world?.close();
    await redis?.close();
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'loses its master to %s, and everything goes on with the replica',
    async (signal) => {
      const started = await startWatchedRedis();
      if (!started) throw new Error('there is no redis-server');
      redis = started;
      world = await createSeedingWorld({
        // Named by its sentinels instead of the suite's own Redis.
        store: 'postgres',
        environment: { REDIS_URL: redis.url, REDIS_SENTINELS: redis.sentinels },
      });
      expect(world.app.store.kind).toBe('redis');
      await world.startWorkers();
      await world.ingestDue(SLATE.slice(0, 1));
      await world.until("(select count(*) from seeding_tasks where status = 'completed') = 1");

      const before = await redis.masterPort();
      redis.signalMaster(signal);
      await world.ingestDue(SLATE.slice(1, 2), 5);
      await expect.poll(() => redis.masterPort(), { timeout: FAILOVER_MS }).not.toBe(before);
      await expect
        .poll(() => world.app.store.ping().then(() => 'answers', String), { timeout: FAILOVER_MS })
        .toBe('answers');
      await world.ingestDue(SLATE.slice(2), 6);
      // What control does each minute, and at once when the store was away.
      await world.app.publisher.tryPublishPending();
      await world.app.reconciler.run();
      await world.until("(select bool_and(status = 'completed') from seeding_tasks)", FAILOVER_MS);
      expect(await brokenInvariants(world)).toEqual([]);
    },
    240_000,
  );
});
