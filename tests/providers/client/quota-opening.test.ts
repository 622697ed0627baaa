import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import type { QuotaLedger } from '../../../src/providers/client/quota-ledger.ts';
import { createPostgresQuotaLedger } from '../../../src/providers/client/quota-ledger-postgres.ts';
import { createRedisQuotaLedger } from '../../../src/providers/client/quota-ledger-redis.ts';
import { createQuotaOpening, createSpentReader } from '../../../src/providers/client/quota-opening.ts';
import { type TestDatabase, createTestDatabase } from '../../support/test-database.ts';
import { type RedisServer, findRedisServer, startScratchRedis } from '../../support/redis-server.ts';

const LIMITS = { perSecond: 50, perMinute: 10, perDay: 100 };

let database: TestDatabase;
let pool: Pool;
let hosts = 0;
const newHost = (): string => `opening-${(hosts += 1)}.example`;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 4 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Records a call as the usage recorder does. */
async function recordCall(
  host: string,
  call: { agoSeconds: number; cost?: number | null; credits?: number; endpoint?: string },
) {
  await pool.query(
    `insert into api_usage (request_id, host, endpoint, outcome, duration_ms, cost, started_at, credits)
     values ($1, $2, $3, 'ok', 10, $4, clock_timestamp() - $5 * interval '1 second', $6)`,
    [
      randomUUID(),
      host,
      call.endpoint ?? '/games',
      call.cost === undefined ? 1 : call.cost,
      call.agoSeconds,
      call.credits ?? null,
    ],
  );
}

/** Calls of today and of yesterday; the test's few minutes after 00:00 UTC are the exception that counts itself. */
async function secondsOfToday(): Promise<number> {
  const { rows } = await pool.query<{ seconds: number }>(
    `select extract(epoch from clock_timestamp() - date_trunc('day', clock_timestamp(), 'UTC'))::int as seconds`,
  );
  return rows[0]?.seconds ?? 0;
}

async function take(ledger: QuotaLedger, host: string) {
  const outcome = await ledger.reserve({ host, calls: 1, priority: 'first_pass', share: 'NBA' });
  if (!outcome.ok) throw new Error(`refused for the ${outcome.window}`);
  return outcome.reservation;
}

describe.skipIf(findRedisServer() === undefined)('a ledger in Redis that was emptied', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startScratchRedis();
    redis = new Redis({ port: server.port, host: '127.0.0.1' });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  /** Each is one worker process with its own memory of when it left its mark. */
  const worker = (): QuotaLedger =>
    createRedisQuotaLedger({
      redis,
      prefix: '{opening}',
      limitsFor: () => LIMITS,
      opening: createQuotaOpening({ pool, clock: systemClock(), logger: silentLogger() }),
    });

  it('begins at once and with nothing on a new installation', async () => {
    const host = newHost();
    const ledger = worker();
    await take(ledger, host);
    expect(await ledger.snapshot(host)).toMatchObject({ day: { used: 1 }, blockedUntilMs: { minute: null } });
  });

  it('goes on with the day of the recorded calls, and takes the current minute for spent', async () => {
    const host = newHost();
    const [one, other] = [worker(), worker()];
    for (let call = 0; call < 6; call += 1) {
      await one.commit(await take(one, host));
      await recordCall(host, { agoSeconds: 0 });
    }
    const underWay = await take(other, host);
    await redis.flushall();

    expect(await one.reserve({ host, calls: 1, priority: 'manual' })).toMatchObject({
      ok: false,
      window: 'minute',
    });
    const emptied = await one.snapshot(host);
    expect(emptied.day.used).toBe(6);
    expect((emptied.blockedUntilMs.minute ?? 0) - emptied.atMs).toBeGreaterThan(55_000);

    // The call that was under way while the state was lost is entered when its answer comes.
    await other.commit(underWay);
    expect(await other.snapshot(host)).toMatchObject({ day: { used: 7 }, minute: { used: 1 } });
  });

  it('does not let a change that was begun before overwrite the new state', async () => {
    const host = newHost();
    const ledger = worker();
    const first = await take(ledger, host);
    await redis.flushall();
    await Promise.all([ledger.commit(first), ...Array.from({ length: 5 }, () => ledger.snapshot(host))]);
    const versions = await redis.hget(`{opening}:provider-quota:${host}`, 'version');
    // Versions go on from the time, so that one from before never fits.
    expect(Number(versions)).toBeGreaterThan(Date.now() * 1_000 - 60_000_000);
  });

  it('asks for a fresh look at the account page', async () => {
    const host = newHost();
    const ledger = worker();
    await take(ledger, host);
    await pool.query(`update provider_accounts set read_at = clock_timestamp() where host = $1`, [host]);
    await redis.flushall();
    await ledger.snapshot(host);
    const { rows } = await pool.query(`select read_at from provider_accounts where host = $1`, [host]);
    expect(rows).toEqual([{ read_at: null }]);
  });

  it('waits for nothing when only the account page was read just now', async () => {
    const host = newHost();
    await recordCall(host, { agoSeconds: 1, cost: 0, endpoint: '/status' });
    await recordCall(host, { agoSeconds: 1, cost: null, endpoint: '/status' });
    const ledger = worker();
    await take(ledger, host);
    expect(await ledger.snapshot(host)).toMatchObject({ day: { used: 1 }, blockedUntilMs: { minute: null } });
  });

  it('waits for nothing when the last call was long ago', async () => {
    const host = newHost();
    const isEarly = (await secondsOfToday()) < 1_000;
    await recordCall(host, { agoSeconds: 900 });
    await recordCall(host, { agoSeconds: 890, cost: 0 });
    await recordCall(host, { agoSeconds: 880, cost: null });
    await recordCall(host, { agoSeconds: 870, cost: null, endpoint: '/status' });
    const ledger = worker();
    await take(ledger, host);
    expect(await ledger.snapshot(host)).toMatchObject({
      day: { used: isEarly ? expect.any(Number) : 3 },
      blockedUntilMs: { minute: null },
    });
  });

  it('refuses to guess while Postgres is out of reach', async () => {
    const dead = new Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none', max: 1 });
    const ledger = createRedisQuotaLedger({
      redis,
      prefix: '{opening}',
      limitsFor: () => LIMITS,
      opening: createQuotaOpening({ pool: dead, clock: systemClock(), logger: silentLogger() }),
    });
    await expect(ledger.reserve({ host: newHost(), calls: 1, priority: 'manual' })).rejects.toThrow(
      'ECONNREFUSED',
    );
    await dead.end();
  });
});

describe('a ledger in PostgreSQL whose row was deleted', () => {
  it('goes on with the day of the recorded calls, and takes the current minute for spent', async () => {
    const host = newHost();
    const ledger = createPostgresQuotaLedger({ pool, limitsFor: () => LIMITS });
    for (let call = 0; call < 3; call += 1) {
      await ledger.commit(await take(ledger, host));
      await recordCall(host, { agoSeconds: 0 });
    }
    await pool.query('delete from provider_quota where host = $1', [host]);
    expect(await ledger.reserve({ host, calls: 1, priority: 'manual' })).toMatchObject({
      ok: false,
      window: 'minute',
    });
    expect(await ledger.snapshot(host)).toMatchObject({ day: { used: 3 } });
  });
});

describe('windows of a host that a ledger does not count yet', () => {
  const hour = { counts: 'calls' as const, most: 3, span: { slidesOverMs: 3_600_000 } };
  const credits = { counts: 'credits' as const, most: 50, span: { slidesOverMs: 3_600_000 } };

  it('begin with the recorded calls and what they cost, also after the row was deleted', async () => {
    const host = newHost();
    const open = (): QuotaLedger =>
      createPostgresQuotaLedger({
        pool,
        limitsFor: () => ({ ...LIMITS, more: [hour, credits] }),
        spentSince: createSpentReader({ pool }),
      });
    await recordCall(host, { agoSeconds: 600, credits: 30 });
    await recordCall(host, { agoSeconds: 700 });
    await recordCall(host, { agoSeconds: 4_000, credits: 500 });
    for (const ledger of [open(), open()]) {
      await pool.query('delete from provider_quota where host = $1', [host]);
      expect(await ledger.reserve({ host, calls: 1, credits: 20, priority: 'manual' })).toMatchObject({
        ok: false,
        limit: credits,
      });
      const granted = await ledger.reserve({ host, calls: 1, credits: 19, priority: 'manual' });
      expect(granted).toMatchObject({ ok: true, reservation: { credits: 19 } });
      expect((await ledger.snapshot(host)).more?.map(({ used }) => used)).toEqual([3, 50]);
      expect(await ledger.reserve({ host, calls: 1, credits: 0, priority: 'manual' })).toMatchObject({
        ok: false,
        limit: hour,
      });
    }
  });
});
