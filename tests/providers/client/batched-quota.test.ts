import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/platform/logger.ts';
import { createBatchedQuotaLedger } from '../../../src/providers/client/batched-quota.ts';
import type { QuotaLedger, QuotaOrder, QuotaOutcome } from '../../../src/providers/client/quota-ledger.ts';
import { createManualClock } from './manual-clock.ts';
import { createMemoryLedger } from './memory-ledger.ts';

const HOST = 'batched.example';
const LIMITS = { perSecond: 100, perMinute: 100, perDay: 1_000 };
/** Longer than any test: what is written is written for another reason. */
const NEVER_MS = 2_000_000;

/** A ledger that notes its orders; `whileAsked` happens before it answers. */
function setUp({ idleMs = NEVER_MS, whileAsked }: { idleMs?: number; whileAsked?: () => void } = {}) {
  const rules = createMemoryLedger(createManualClock(Date.parse('2026-01-15T12:00:00Z')), LIMITS);
  const orders: QuotaOrder[] = [];
  const trouble: Error[] = [];
  const stored: QuotaLedger = {
    ...rules,
    async settleAndReserve(host, order) {
      orders.push(order);
      const [problem] = trouble;
      if (problem) throw problem;
      const results = await rules.settleAndReserve(host, order);
      whileAsked?.();
      return results;
    },
  };
  const ledger = createBatchedQuotaLedger({ ledger: stored, logger: silentLogger(), idleMs });
  const reserve = (signal?: AbortSignal) =>
    ledger.reserve({ host: HOST, calls: 1, priority: 'first_pass', ...(signal ? { signal } : {}) });
  const sizes = () => orders.map(({ settlements, requests }) => [settlements.length, requests.length]);
  return { ledger, rules, reserve, orders, sizes, trouble };
}

function reserved(outcome: QuotaOutcome) {
  if (!outcome.ok) throw new Error(`refused for the ${outcome.window}`);
  return outcome.reservation;
}

describe('a ledger whose settlements travel with later reservations', () => {
  it('sends the settlement of a call with the reservation of the next', async () => {
    const { ledger, reserve, sizes } = setUp();
    for (let call = 0; call < 3; call += 1) await ledger.commit(reserved(await reserve()));
    expect(sizes()).toEqual([
      [0, 1],
      [1, 1],
      [1, 1],
    ]);
    await ledger.close();
    expect(sizes().at(-1)).toEqual([1, 0]);
    expect(await ledger.snapshot(HOST)).toMatchObject({ inFlight: 0, day: { used: 3 } });
  });

  it('asks once for all who ask in the same moment', async () => {
    const { reserve, sizes } = setUp();
    await Promise.all(Array.from({ length: 20 }, () => reserve()));
    expect(sizes()).toEqual([[0, 20]]);
  });

  it('writes what no reservation takes along after a while', async () => {
    const { ledger, rules, reserve } = setUp({ idleMs: 5 });
    await ledger.commit(reserved(await reserve()));
    await expect.poll(async () => (await rules.snapshot(HOST)).inFlight).toBe(0);
  });

  it('enters what was answered before the provider speaks of its own count', async () => {
    const { ledger, reserve } = setUp();
    await ledger.commit(reserved(await reserve()));
    await ledger.noteDailyUsage(HOST, { used: 7, limit: 1_000 });
    expect(await ledger.snapshot(HOST)).toMatchObject({ inFlight: 0, day: { used: 7 } });
  });

  it('keeps settlements that the store did not take, and fails only who asked', async () => {
    const { ledger, rules, reserve, trouble } = setUp();
    await ledger.commit(reserved(await reserve()));
    trouble.push(new Error('the store is gone'));
    await expect(reserve()).rejects.toThrow('the store is gone');
    trouble.length = 0;
    await ledger.refund(reserved(await reserve()));
    await ledger.close();
    expect(await rules.snapshot(HOST)).toMatchObject({ inFlight: 0, minute: { used: 1 }, day: { used: 1 } });
  });

  it('fails a request that no window ever takes, and no other of the same moment', async () => {
    const { ledger, reserve } = setUp();
    const tooMany = ledger.reserve({ host: HOST, calls: 101, priority: 'manual' });
    const other = reserve();
    await expect(tooMany).rejects.toThrow(RangeError);
    expect(await other).toMatchObject({ ok: true });
  });

  it('gives back what was reserved for somebody who gave up meanwhile', async () => {
    const controller = new AbortController();
    const { ledger, rules, reserve } = setUp({ whileAsked: () => controller.abort(new Error('gave up')) });
    await expect(reserve(controller.signal)).rejects.toThrow('gave up');
    await ledger.close();
    const { inFlight, day } = await rules.snapshot(HOST);
    expect([inFlight, day.used]).toEqual([0, 0]);
  });
});
