import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { expect, it } from 'vitest';
import { ProviderError } from '../../../src/domain/provider-error.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import type { SharedBreakerState } from '../../../src/providers/client/breaker-state.ts';
import { createBreakerRegistry } from '../../../src/providers/client/breaker-registry.ts';
import { createSharedBreakers } from '../../../src/providers/client/breaker-store.ts';
import { createPostgresBreakerStore } from '../../../src/providers/client/breaker-store-postgres.ts';
import { createRedisBreakerStore } from '../../../src/providers/client/breaker-store-redis.ts';
import { type TestDatabase, createTestDatabase } from '../../support/test-database.ts';

import { describeSharedBreakers } from './shared-breaker-conformance.ts';
import { type RedisServer, findRedisServer, startScratchRedis } from '../../support/redis-server.ts';

const states = new Map<string, SharedBreakerState>();

// The rules alone, without a store: what fails here is wrong in the state itself.
describeSharedBreakers('memory', {
  open: async () => undefined,
  connect: ({ clock }) => ({
    async update(host, change) {
      const { state, answer } = change(states.get(host), clock.nowMs());
      if (state) states.set(host, state);
      return answer;
    },
    read: async (host) => ({ state: states.get(host), nowMs: clock.nowMs() }),
  }),
  close: async () => undefined,
});

const pools: Pool[] = [];
let database: TestDatabase;

describeSharedBreakers('PostgreSQL', {
  async open() {
    database = await createTestDatabase();
  },
  connect({ clock }) {
    const pool = new Pool({ connectionString: database.url, max: 2 });
    pools.push(pool);
    return createPostgresBreakerStore({ pool, clock });
  },
  async close() {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  },
});

const clients: Redis[] = [];
let server: RedisServer;

describeSharedBreakers(findRedisServer() ? 'Redis' : 'Redis (skipped: redis-server is not installed)', {
  isSkipped: findRedisServer() === undefined,
  async open() {
    server = await startScratchRedis();
  },
  connect({ clock }) {
    const redis = new Redis({ port: server.port, host: '127.0.0.1' });
    clients.push(redis);
    return createRedisBreakerStore({ redis, prefix: '{breakers}', clock });
  },
  async close() {
    for (const redis of clients) redis.disconnect();
    await server.stop();
  },
});

it('goes on by itself when the store refuses or does not answer, and opens by itself', async () => {
  for (const trouble of [
    () => Promise.reject(new Error('gone')),
    () => new Promise<never>(() => undefined),
  ]) {
    const shared = createSharedBreakers({ update: trouble, read: trouble });
    const registry = createBreakerRegistry({
      clock: systemClock(),
      sharing: { shared, clock: systemClock(), logger: silentLogger() },
    });
    const breaker = registry.forHost('alone.example');
    expect(await breaker.run(async () => 'still works')).toEqual({ wasRun: true, value: 'still works' });
    const down = () =>
      Promise.reject(
        new ProviderError('down', { kind: 'unavailable', host: 'alone.example', endpoint: '/games' }),
      );
    for (let call = 0; call < 6; call += 1) await breaker.run(down).catch(() => undefined);
    expect(await breaker.run(async () => 'no')).toMatchObject({ wasRun: false });
    expect(await breaker.refusedUntilMs()).toBeGreaterThan(Date.now());
    expect(await breaker.snapshot()).toMatchObject({ isShared: false, state: 'open' });
    registry.shutdown();
  }
});
