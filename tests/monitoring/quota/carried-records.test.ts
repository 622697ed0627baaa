import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import { createUsageRecorder, type UsageRecorder } from '../../../src/monitoring/quota/usage-recorder.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { createBatchedQuotaLedger } from '../../../src/providers/client/batched-quota.ts';
import type { CallStart } from '../../../src/providers/client/call-record.ts';
import type { QuotaLedger, QuotaReservation } from '../../../src/providers/client/quota-ledger.ts';
import { createPostgresQuotaLedger } from '../../../src/providers/client/quota-ledger-postgres.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const HOST = 'carried.example';
const LIMITS = { perSecond: 4, perMinute: 100, perDay: 1_000 };

const callTo = (endpoint = '/players'): CallStart => ({
  requestId: randomUUID(),
  host: HOST,
  endpoint,
  query: { game: '9' },
  startedAtMs: Date.now(),
  cost: 1,
  priority: 'first_pass',
  runId: 'seed_game/1/1',
  taskId: null,
  gameId: null,
});

describe('records of calls that a quota ledger takes along', () => {
  let test: TestApp;
  let usage: UsageRecorder;
  let ledger: QuotaLedger & { close: () => Promise<void> };
  let sent: string[];
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  beforeEach(async () => {
    const { db, pool } = test.app.database;
    await db.execute(sql`delete from api_usage`);
    await db.execute(sql`delete from provider_quota`);
    usage = createUsageRecorder({ db, logger: silentLogger() });
    sent = [];
    const noting = {
      query: (text: string, values: unknown[]) => {
        sent.push(text);
        return pool.query(text, values);
      },
    } as typeof pool;
    ledger = createBatchedQuotaLedger({
      ledger: createPostgresQuotaLedger({
        pool: noting,
        limitsFor: () => LIMITS,
        records: usage.carried,
      }),
      logger: silentLogger(),
      idleMs: 60_000,
      onReturned: ({ record }) => record && usage.neverSent(record),
    });
    // The first look opens the row of the quota, which no record travels with.
    const opened = await reserve();
    await ledger.refund(opened);
    await ledger.snapshot(HOST);
    sent.length = 0;
  });

  async function reserve(call?: CallStart): Promise<QuotaReservation> {
    const outcome = await ledger.reserve({ host: HOST, calls: 1, priority: 'first_pass', call });
    if (!outcome.ok) throw new Error(`refused for the ${outcome.window}`);
    return outcome.reservation;
  }

  function answered(call: CallStart) {
    return { ...call, durationMs: 12, httpStatus: 200, outcome: 'ok' as const, bytes: 2 };
  }

  const rows = () =>
    rowsOf<{ endpoint: string; outcome: string; status: number | null }>(
      test.app.database.db,
      sql`select endpoint, outcome, http_status as status from api_usage order by id`,
    );

  it('stand in the table before the call leaves, and are settled with the next reservation', async () => {
    const [first, second] = [callTo('/players'), callTo('/teams')];
    const reservation = await reserve(first);
    expect(reservation.record).toMatchObject({ requestId: first.requestId, runId: first.runId });
    expect(await rows()).toEqual([{ endpoint: '/players', outcome: 'in_flight', status: null }]);
    usage.begin(first, reservation.record);
    await ledger.commit(reservation, {});
    usage.record(answered(first));
    const next = await reserve(second);
    usage.begin(second, next.record);
    expect(await rows()).toEqual([
      { endpoint: '/players', outcome: 'ok', status: 200 },
      { endpoint: '/teams', outcome: 'in_flight', status: null },
    ]);
    expect(sent).toHaveLength(2);
    usage.record(answered(second));
    await usage.close();
    expect((await rows()).map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
  });

  it('are none of calls that are refused, and go where a call is never sent', async () => {
    const calls = Array.from({ length: 6 }, () => callTo());
    const outcomes = await Promise.all(
      calls.map((call) => ledger.reserve({ host: HOST, calls: 1, priority: 'first_pass', call })),
    );
    const granted = outcomes.flatMap((one) => (one.ok ? [one.reservation] : []));
    expect(granted).toHaveLength(LIMITS.perSecond);
    expect(await rows()).toHaveLength(LIMITS.perSecond);
    for (const reservation of granted) await ledger.refund(reservation);
    // One of them never reached the host, and is told of all the same.
    const [told] = calls;
    if (!told) throw new Error('there is no call');
    usage.record({ ...answered(told), httpStatus: null, outcome: 'unavailable', cost: 0 });
    await ledger.snapshot(HOST);
    await usage.close();
    expect(await rows()).toEqual([{ endpoint: '/players', outcome: 'unavailable', status: null }]);
  });

  it('leave the log of a run that counted a call which was never sent', async () => {
    const { db } = test.app.database;
    const call = { ...callTo(), runId: 'refresh_rosters/NBA/1' };
    const reservation = await reserve(call);
    // Somebody decides about the run meanwhile, and counts what is under way.
    await db.execute(sql`insert into sync_log (run_id, operation, sport_id, seeding_type, status, api_calls_made)
                         select ${call.runId}, 'refresh_rosters', min(id), 'discovery', 'superseded', 1 from sports`);
    usage.ended(call.runId);
    await ledger.refund(reservation);
    await ledger.snapshot(HOST);
    await usage.close();
    expect(await rows()).toEqual([]);
    expect(await rowsOf(db, sql`select api_calls_made as calls from sync_log`)).toEqual([{ calls: 0 }]);
  });

  it('are added where the store lost them under way, once', async () => {
    const call = callTo();
    const reservation = await reserve(call);
    usage.begin(call, reservation.record);
    await test.app.database.db.execute(sql`delete from api_usage`);
    const over = { ...answered(call), startedAtMs: call.startedAtMs };
    for (let times = 0; times < 2; times += 1) {
      usage.record(over);
      await usage.close();
    }
    expect(await rows()).toEqual([{ endpoint: '/players', outcome: 'ok', status: 200 }]);
  });

  it('cost nobody a call where the table does not take one of them', async () => {
    const odd = callTo('/'.repeat(101));
    const free = { ...answered(odd), cost: 0 };
    usage.record(free);
    const good = callTo();
    const reservation = await reserve(good);
    // What the reservation could not record is recorded by itself.
    expect(reservation.record).toBeUndefined();
    usage.begin(good, reservation.record);
    usage.record(answered(good));
    await usage.close();
    expect(await rows()).toEqual([{ endpoint: '/players', outcome: 'ok', status: 200 }]);
    expect((await reserve(callTo('/teams'))).record).toBeDefined();
  });

  it('are the same where the answer of the store is lost', async () => {
    const { db, pool } = test.app.database;
    const lost = Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
    const stored = createPostgresQuotaLedger({
      pool: {
        async query(text: string, values: unknown[]) {
          const answer = await pool.query(text, values);
          if (text.includes('recorded')) throw lost;
          return answer;
        },
      } as unknown as typeof pool,
      limitsFor: () => LIMITS,
      records: usage.carried,
    });
    await stored.snapshot(HOST);
    const over = { ...answered(callTo('/games')), cost: 0 };
    usage.record(over);
    const request = { host: HOST, calls: 1, priority: 'first_pass' as const, call: callTo() };
    await expect(stored.reserve(request)).rejects.toThrow('Connection terminated');
    expect((await rows()).map(({ outcome }) => outcome).sort()).toEqual(['in_flight', 'ok']);
    await usage.close();
    expect(await rowsOf(db, sql`select endpoint, outcome from api_usage`)).toEqual([
      { endpoint: '/games', outcome: 'ok' },
    ]);
  });
});
