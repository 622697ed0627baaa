import { Redis } from 'ioredis';
import { createRedisQuotaLedger } from '../../../src/providers/http/quota-ledger-redis.ts';
import type { QuotaOpening } from '../../../src/providers/http/quota-opening.ts';
import { describeQuotaLedger } from './quota-ledger-conformance.ts';
import { type RedisServer, redisBinary, startRedisServer } from './redis-server.ts';

const clients: Redis[] = [];
/** As on a new installation. */
const neverUsed: QuotaOpening = {
  read: async () => ({ usedToday: 0, wasJustUsed: false }),
  noteUse: async () => undefined,
};
let server: RedisServer;

describeQuotaLedger(redisBinary ? 'Redis' : 'Redis (skipped: redis-server is not installed)', {
  isSkipped: redisBinary === undefined,
  async open() {
    server = await startRedisServer(redisBinary ?? 'redis-server');
  },
  connect({ limits, clock, weightOf }) {
    const redis = new Redis({ port: server.port, host: '127.0.0.1' });
    clients.push(redis);
    return createRedisQuotaLedger({
      redis,
      prefix: '{scoracle-test}',
      limitsFor: () => limits,
      weightOf,
      opening: neverUsed,
      ...(clock ? { clock } : {}),
    });
  },
  async close() {
    for (const redis of clients) redis.disconnect();
    await server.stop();
  },
});
