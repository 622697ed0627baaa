import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { createBatchedQuotaLedger } from '../../../src/providers/client/batched-quota.ts';
import { createBreakerRegistry } from '../../../src/providers/client/breaker-registry.ts';
import { createSharedBreakers } from '../../../src/providers/client/breaker-store.ts';
import { createPostgresBreakerStore } from '../../../src/providers/client/breaker-store-postgres.ts';
import { createRedisBreakerStore } from '../../../src/providers/client/breaker-store-redis.ts';
import type { QuotaHeaders, QuotaLedger, QuotaLimits } from '../../../src/providers/client/quota-ledger.ts';
import { createPostgresQuotaLedger } from '../../../src/providers/client/quota-ledger-postgres.ts';
import { createRedisQuotaLedger } from '../../../src/providers/client/quota-ledger-redis.ts';
import { type RedisServer, findRedisServer, startScratchRedis } from '../../support/redis-server.ts';
import { type TestDatabase, createTestDatabase } from '../../support/test-database.ts';

const LIMITS: QuotaLimits = { perSecond: 1_000, perMinute: 10_000, perDay: 150_000 };

/** As hosts count that sell credits by the month, and take so many calls an hour and one at a time. */
const LIMITS_OF_ALL_KINDS: QuotaLimits = {
  ...LIMITS,
  more: [
    { counts: 'calls', most: 20_000, span: { slidesOverMs: 3_600_000 } },
    { counts: 'credits', most: 500_000, span: { calendar: 'month' } },
    { counts: 'credits', most: 100_000, span: { calendar: 'day' } },
    { counts: 'calls', most: 1_000, span: { slidesOverMs: 2_000 } },
  ],
};
const HEADERS = { dailyLimit: 150_000, dailyRemaining: 149_999, minuteLimit: 10_000, minuteRemaining: 9_000 };
const CALLS = 60;

/** Settlements go with reservations alone, and the rest at the end: however slow the machine is, nothing goes by itself. */
const NEVER_MS = 3_600_000;

/** Runs on from noon, so that no minute, day or month of the calendar changes under the calls. */
const NOON = Date.parse('2026-01-15T12:00:00Z');
const STARTED_MS = performance.now();
const clock = { nowMs: () => Math.floor(NOON + performance.now() - STARTED_MS) };

/** What one process of several needs to make calls, and what it sends to the store for that. */
type Process = {
  ledger: QuotaLedger & { close: () => Promise<void> };
  breakers: ReturnType<typeof createBreakerRegistry>;
};

const cleanUps: (() => Promise<unknown> | void)[] = [];
let database: TestDatabase;
let server: RedisServer | undefined;
beforeAll(async () => {
  database = await createTestDatabase();
  if (findRedisServer()) server = await startScratchRedis();
});
afterAll(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  await server?.stop();
  await database.drop();
});

function onPostgres(sent: string[], limits = LIMITS): Process {
  const connections = new Pool({ connectionString: database.url, max: 4 });
  cleanUps.push(() => connections.end());
  // The stores send single statements: there is no connection for them to keep.
  const pool = {
    query: (text: string, values: unknown[]) => {
      sent.push(text);
      return connections.query(text, values);
    },
  } as Pick<Pool, 'query'>;
  const shared = createSharedBreakers(createPostgresBreakerStore({ pool }));
  const breakers = registry(shared);
  const stored = createPostgresQuotaLedger({
    pool,
    limitsFor: () => limits,
    clock,
    onBreaker: breakers.follow,
  });
  return {
    ledger: createBatchedQuotaLedger({ ledger: stored, logger: silentLogger(), idleMs: NEVER_MS }),
    breakers,
  };
}

function onRedis(sent: string[], limits = LIMITS): Process {
  const redis = new Redis({ port: server?.port ?? 0, host: '127.0.0.1' });
  cleanUps.push(() => redis.disconnect());
  const noting: Pick<Redis, 'eval'> = {
    eval: (...order: Parameters<Redis['eval']>) => {
      sent.push(String(order[0]));
      return redis.eval(...order);
    },
  } as Pick<Redis, 'eval'>;
  const breakers = registry(
    createSharedBreakers(createRedisBreakerStore({ redis: noting, prefix: '{cost}' })),
  );
  const stored = createRedisQuotaLedger({
    redis: noting,
    prefix: '{cost}',
    limitsFor: () => limits,
    clock,
    opening: { read: async () => ({ usedToday: 0, wasJustUsed: false }), noteUse: async () => undefined },
    onBreaker: breakers.follow,
  });
  return {
    ledger: createBatchedQuotaLedger({ ledger: stored, logger: silentLogger(), idleMs: NEVER_MS }),
    breakers,
  };
}

function registry(shared: ReturnType<typeof createSharedBreakers>) {
  const system = systemClock();
  const breakers = createBreakerRegistry({
    clock: system,
    sharing: { shared, clock: system, logger: silentLogger() },
  });
  cleanUps.push(() => breakers.shutdown());
  return breakers;
}

/** A call as the pipeline makes it: breaker, reservation, request, settlement. */
async function call(
  { ledger, breakers }: Process,
  host: string,
  { timeoutMs, credits, said }: { timeoutMs?: number; credits?: number; said?: QuotaHeaders } = {},
): Promise<void> {
  const breaker = breakers.forHost(host);
  if ((await breaker.refusedUntilMs()) !== undefined) throw new Error('refused by the breaker');
  const outcome = await ledger.reserve({
    host,
    calls: 1,
    priority: 'first_pass',
    share: 'NBA',
    work: { id: String(Math.random()), callsAhead: 1 },
    timeoutMs,
    credits,
  });
  if (!outcome.ok) throw new Error(`refused for the ${outcome.window}`);
  await breaker.run(async () => ledger.commit(outcome.reservation, { ...HEADERS, ...said }));
}

describe.each([
  { store: 'PostgreSQL', start: onPostgres, isThere: true },
  { store: 'Redis', start: onRedis, isThere: findRedisServer() !== undefined },
])('the bookkeeping of a call on $store', ({ store, start, isThere }) => {
  it.skipIf(!isThere)('is one round trip a call, for three processes at a time', async () => {
    const host = `cost-${store}.example`;
    const sent: string[][] = [[], [], []];
    const processes = sent.map((texts) => start(texts));
    // The first answers settle what the provider says of its limits, which takes another look at the ledger.
    for (let round = 0; round < 3; round += 1) for (const one of processes) await call(one, host);
    await Promise.all(processes.map(async ({ ledger }) => ledger.snapshot(host)));
    for (const texts of sent) texts.length = 0;
    // Every third call is one of a retry, which has more time.
    for (let round = 0; round < CALLS; round += 1) {
      const more = round % 3 === 0 ? { timeoutMs: 60_000 } : {};
      await Promise.all(processes.map((one) => call(one, host, more)));
    }
    const counts = sent.map((texts) => texts.length);
    process.stdout.write(`[cost] ${store}: ${counts.join(', ')} statements for ${CALLS} calls each\n`);
    for (const count of counts) expect(count).toBeLessThanOrEqual(CALLS);
    expect(sent.flat().filter((text) => /^\s*(begin|commit)/i.test(text))).toEqual([]);
    await Promise.all(processes.map(async ({ ledger }) => ledger.close()));
    const { inFlight, day } = await (processes[0] as Process).ledger.snapshot(host);
    expect([inFlight, day.used]).toEqual([0, 3 * CALLS + 9]);
  });

  it.skipIf(!isThere)(
    'is one round trip a call where hours, months, credits and delays are counted too',
    async () => {
      const host = `windows-${store}.example`;
      const sent: string[][] = [[], [], []];
      const processes = sent.map((texts) => start(texts, LIMITS_OF_ALL_KINDS));
      for (let round = 0; round < 3; round += 1) for (const one of processes) await call(one, host);
      await Promise.all(processes.map(async ({ ledger }) => ledger.snapshot(host)));
      for (const texts of sent) texts.length = 0;
      for (let round = 0; round < CALLS; round += 1) {
        const used = 9 + round * 6;
        const periods = [{ counts: 'credits' as const, calendar: 'month' as const, used }];
        await Promise.all(processes.map((one) => call(one, host, { credits: 2, said: { periods } })));
      }
      const counts = sent.map((texts) => texts.length);
      process.stdout.write(
        `[cost] ${store}, all windows: ${counts.join(', ')} statements for ${CALLS} calls each\n`,
      );
      for (const count of counts) expect(count).toBeLessThanOrEqual(CALLS);
      await Promise.all(processes.map(async ({ ledger }) => ledger.close()));
      const { inFlight, more = [] } = await (processes[0] as Process).ledger.snapshot(host);
      expect([inFlight, ...more.slice(0, 3).map(({ used }) => used)]).toEqual([
        0,
        3 * CALLS + 9,
        6 * CALLS + 9,
        6 * CALLS + 9,
      ]);
    },
  );

  it.skipIf(!isThere)('is less than a round trip a call where many are made at once', async () => {
    const host = `crowd-${store}.example`;
    const sent: string[] = [];
    const one = start(sent);
    await call(one, host);
    await call(one, host);
    await one.ledger.snapshot(host);
    sent.length = 0;
    for (let round = 0; round < 5; round += 1)
      await Promise.all(Array.from({ length: 20 }, () => call(one, host)));
    expect(sent.length).toBeLessThanOrEqual(20);
    await one.ledger.close();
    expect(await one.ledger.snapshot(host)).toMatchObject({ inFlight: 0, day: { used: 102 } });
  });
});
