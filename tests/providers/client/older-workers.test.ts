import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QuotaLedger, QuotaOutcome } from '../../../src/providers/client/quota-ledger.ts';
import { createPostgresQuotaLedger } from '../../../src/providers/client/quota-ledger-postgres.ts';
import { createRedisQuotaLedger } from '../../../src/providers/client/quota-ledger-redis.ts';
import { type RedisServer, findRedisServer, startScratchRedis } from '../../support/redis-server.ts';
import { type TestDatabase, createTestDatabase } from '../../support/test-database.ts';
import { createManualClock } from './manual-clock.ts';

const NOON = Date.parse('2026-01-15T12:00:00Z');
const LIMITS = { perSecond: 6, perMinute: 20, perDay: 1_000 };

/** The state as versions before buckets keep it: every call of the minute, and again for each league. */
type OldState = {
  recentSends: number[];
  inFlight: { id: string; calls: number; reservedAtMs: number; share?: string }[];
  dayUsed: number;
  sharing: { shares: Record<string, { sends: number[]; wantsUntilMs: number }>; [key: string]: unknown };
};

/** Reads and writes the state as an older worker does, whatever it knows nothing of. */
type OldStore = {
  read: (host: string) => Promise<OldState>;
  write: (host: string, state: OldState) => Promise<void>;
};

let database: TestDatabase;
let pool: Pool;
let server: RedisServer | undefined;
let redis: Redis | undefined;
let hosts = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 4 });
  if (!findRedisServer()) return;
  server = await startScratchRedis();
  redis = new Redis({ port: server.port, host: '127.0.0.1' });
});
afterAll(async () => {
  redis?.disconnect();
  await server?.stop();
  await pool.end();
  await database.drop();
});

/** What an older worker makes of a state: calls of dead processes become single calls, old ones are forgotten. */
function readByOldRules(state: OldState, nowMs: number): OldState {
  const dead = state.inFlight.filter(({ reservedAtMs }) => reservedAtMs + 35_000 <= nowMs);
  const arrivals = dead.flatMap((call) =>
    Array.from({ length: call.calls }, () => ({ share: call.share ?? '', atMs: call.reservedAtMs + 35_000 })),
  );
  const isRecent = (sentMs: number): boolean => sentMs + 60_500 > nowMs;
  const shares = structuredClone(state.sharing.shares);
  for (const { share, atMs } of arrivals) (shares[share] ??= { sends: [], wantsUntilMs: 0 }).sends.push(atMs);
  for (const share of Object.values(shares)) share.sends = share.sends.filter(isRecent);
  return {
    ...state,
    recentSends: [...state.recentSends, ...arrivals.map(({ atMs }) => atMs)].filter(isRecent),
    inFlight: state.inFlight.filter((call) => !dead.includes(call)),
    sharing: { ...state.sharing, shares },
  };
}

function usedByOldRules({ recentSends, inFlight }: OldState, windowMs: number, nowMs: number): number {
  const underWay = inFlight.reduce((sum, { calls }) => sum + calls, 0);
  return underWay + recentSends.filter((sentMs) => sentMs + windowMs > nowMs).length;
}

const onPostgres = (): OldStore => ({
  async read(host) {
    const { rows } = await pool.query(
      `select recent_sends as "recentSends", in_flight as "inFlight", day_used as "dayUsed", sharing
       from provider_quota where host = $1`,
      [host],
    );
    const state = rows[0] as OldState;
    return { ...state, recentSends: state.recentSends.map(Number) };
  },
  async write(host, state) {
    await pool.query(
      `update provider_quota set recent_sends = $2, in_flight = $3, day_used = $4, sharing = $5, updated_at = now()
       where host = $1`,
      [host, state.recentSends, JSON.stringify(state.inFlight), state.dayUsed, JSON.stringify(state.sharing)],
    );
  },
});

const onRedis = (): OldStore => ({
  async read(host) {
    return JSON.parse((await redis?.hget(`{old}:provider-quota:${host}`, 'book')) ?? '') as OldState;
  },
  async write(host, state) {
    const key = `{old}:provider-quota:${host}`;
    const version = Number(await redis?.hget(key, 'version'));
    await redis?.hset(key, { version: String(version + 1), book: JSON.stringify(state) });
  },
});

describe.each([
  {
    store: 'PostgreSQL',
    isThere: true,
    old: onPostgres,
    connect: (clock: { nowMs: () => number }): QuotaLedger =>
      createPostgresQuotaLedger({ pool, limitsFor: () => LIMITS, clock }),
  },
  {
    store: 'Redis',
    isThere: findRedisServer() !== undefined,
    old: onRedis,
    connect: (clock: { nowMs: () => number }): QuotaLedger =>
      createRedisQuotaLedger({
        redis: redis as Redis,
        prefix: '{old}',
        limitsFor: () => LIMITS,
        clock,
        opening: { read: async () => ({ usedToday: 0, wasJustUsed: false }), noteUse: async () => undefined },
      }),
  },
])('older workers on $store during an upgrade', ({ store, isThere, old: openOld, connect }) => {
  const setUp = () => {
    hosts += 1;
    const host = `older-${store}-${hosts}.example`;
    const clock = createManualClock(NOON);
    const ledger = connect(clock);
    const reserve = () => ledger.reserve({ host, calls: 1, priority: 'first_pass', share: 'NBA' });
    return { host, clock, ledger, reserve, old: openOld() };
  };
  const reserved = (outcome: QuotaOutcome) => {
    if (!outcome.ok) throw new Error(`refused for the ${outcome.window}`);
    return outcome.reservation;
  };

  it.skipIf(!isThere)('count the calls of newer ones, under way and answered', async () => {
    const { host, clock, ledger, reserve, old } = setUp();
    for (let call = 0; call < 5; call += 1) await ledger.commit(reserved(await reserve()));
    reserved(await reserve());
    let state = readByOldRules(await old.read(host), clock.nowMs());
    expect([usedByOldRules(state, 1_100, NOON), usedByOldRules(state, 60_500, NOON)]).toEqual([6, 6]);
    expect(state.sharing.shares['NBA']?.sends).toHaveLength(5);
    expect(state.dayUsed).toBe(6);
    clock.advance(60_499);
    state = readByOldRules(await old.read(host), clock.nowMs());
    expect(usedByOldRules(state, 60_500, clock.nowMs())).toBe(6);
  });

  it.skipIf(!isThere)('are counted by newer ones at once, each call once', async () => {
    const { host, clock, ledger, reserve, old } = setUp();
    for (let call = 0; call < 3; call += 1) await ledger.commit(reserved(await reserve()));
    // Two calls of an older worker: one is answered, one is under way.
    const state = readByOldRules(await old.read(host), clock.nowMs());
    const share = state.sharing.shares['NBA'] ?? { sends: [], wantsUntilMs: 0 };
    await old.write(host, {
      ...state,
      recentSends: [...state.recentSends, NOON],
      inFlight: [...state.inFlight, { id: 'old', calls: 1, reservedAtMs: NOON, share: 'NBA' }],
      dayUsed: state.dayUsed + 2,
      sharing: {
        ...state.sharing,
        shares: { ...state.sharing.shares, NBA: { ...share, sends: [...share.sends, NOON] } },
      },
    });
    reserved(await reserve());
    expect(await ledger.snapshot(host)).toMatchObject({
      inFlight: 2,
      second: { used: 6 },
      minute: { used: 6 },
      day: { used: 6 },
      minuteByShare: { NBA: 6 },
    });
    expect(await reserve()).toMatchObject({ ok: false, window: 'second' });
  });

  it.skipIf(!isThere)('exceed no limit together with newer ones, whoever comes first', async () => {
    const { host, clock, reserve, old } = setUp();
    reserved(await reserve());
    let taken = 1;
    for (let turn = 0; turn < 60; turn += 1) {
      clock.advance(500);
      if (turn % 2 === 0) {
        if ((await reserve()).ok) taken += 1;
        continue;
      }
      const state = readByOldRules(await old.read(host), clock.nowMs());
      const isFull = usedByOldRules(state, 60_500, clock.nowMs()) >= LIMITS.perMinute;
      if (isFull) continue;
      taken += 1;
      state.inFlight.push({ id: `old-${turn}`, calls: 1, reservedAtMs: clock.nowMs(), share: 'NFL' });
      await old.write(host, { ...state, dayUsed: state.dayUsed + 1 });
    }
    expect(taken).toBe(LIMITS.perMinute);
  });
});

describe('a server of PostgreSQL that was started anew', () => {
  it('counts as many calls as a second takes, which a crash may have lost', async () => {
    const clock = createManualClock(NOON);
    const host = 'restarted.example';
    const ledgers = [0, 1].map(() => createPostgresQuotaLedger({ pool, limitsFor: () => LIMITS, clock }));
    const [one, other] = ledgers as [QuotaLedger, QuotaLedger];
    const reserve = (ledger: QuotaLedger) => ledger.reserve({ host, calls: 1, priority: 'first_pass' });
    expect(await reserve(one)).toMatchObject({ ok: true });
    expect(await reserve(other)).toMatchObject({ ok: true });
    await pool.query(
      `update provider_quota set server_started_at = server_started_at - interval '1 hour' where host = $1`,
      [host],
    );
    expect(await reserve(one)).toMatchObject({ ok: false, window: 'second' });
    expect(await other.snapshot(host)).toMatchObject({
      minute: { used: 2 + LIMITS.perSecond },
      day: { used: 2 + LIMITS.perSecond },
    });
    clock.advance(1_100);
    expect(await reserve(one)).toMatchObject({ ok: true });
    expect(await reserve(other)).toMatchObject({ ok: true });
    // Once, not with every look.
    expect(await one.snapshot(host)).toMatchObject({ day: { used: 4 + LIMITS.perSecond } });
  });
});
