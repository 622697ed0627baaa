import { Redis } from 'ioredis';
import { describe, it } from 'vitest';
import { createRedisQuotaLedger } from '../../../src/providers/http/quota-ledger-redis.ts';
import { describeQuotaLedger } from './quota-ledger-conformance.ts';
import { type RedisServer, redisBinary, startRedisServer } from './redis-server.ts';

if (redisBinary) {
  const binary = redisBinary;
  const clients: Redis[] = [];
  let server: RedisServer;

  describeQuotaLedger('Redis', {
    async open() {
      server = await startRedisServer(binary);
    },
    connect({ limits, clock }) {
      const redis = new Redis({ port: server.port, host: '127.0.0.1' });
      clients.push(redis);
      return createRedisQuotaLedger({
        redis,
        prefix: '{scoracle-test}',
        limitsFor: () => limits,
        ...(clock ? { clock } : {}),
      });
    },
    async close() {
      for (const redis of clients) redis.disconnect();
      await server.stop();
    },
  });
} else {
  describe('the quota ledger in Redis', () => {
    it.skip('is not tested: redis-server is not installed', () => undefined);
  });
}
