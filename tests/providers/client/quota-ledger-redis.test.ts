import { Redis } from 'ioredis';
import { createRedisQuotaLedger } from '../../../src/providers/client/quota-ledger-redis.ts';
import type { QuotaOpening } from '../../../src/providers/client/quota-opening.ts';
import { describeQuotaLedger, type LedgerFactory } from './quota-ledger-conformance.ts';
import { describeEarmarks } from './quota-earmarks-conformance.ts';
import { describeSameRules } from './quota-same-rules-conformance.ts';
import { describeSecondLook } from './quota-second-look-conformance.ts';
import { describeWindows } from './quota-windows-conformance.ts';
import { type RedisServer, findRedisServer, startScratchRedis } from '../../support/redis-server.ts';

const clients: Redis[] = [];
/** As on a new installation. */
const neverUsed: QuotaOpening = {
  read: async () => ({ usedToday: 0, wasJustUsed: false }),
  noteUse: async () => undefined,
};
let server: RedisServer;

const factory: LedgerFactory = {
  isSkipped: findRedisServer() === undefined,
  async open() {
    server = await startScratchRedis();
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
    for (const redis of clients.splice(0)) redis.disconnect();
    await server.stop();
  },
};

const name = findRedisServer() ? 'Redis' : 'Redis (skipped: redis-server is not installed)';
describeQuotaLedger(name, factory);
describeSecondLook(name, factory);
describeEarmarks(name, factory);
describeSameRules(name, factory);
describeWindows(name, factory);
