import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiSportsApi } from '../../../src/providers/api-sports/api-sports-api.ts';
import type {
  QuotaHeaders,
  QuotaLedger,
  QuotaLimits,
  QuotaOutcome,
} from '../../../src/providers/client/quota-ledger.ts';
import { createManualClock } from './manual-clock.ts';
import type { LedgerFactory } from './quota-ledger-conformance.ts';

const NOON = Date.parse('2026-01-15T12:00:00Z');
const MINUTE_MS = 60_000;
const PRO: QuotaLimits = { perSecond: 1_000, perMinute: 300, perDay: 7_500 };

let hosts = 0;

function reserved(outcome: QuotaOutcome) {
  if (!outcome.ok) throw new Error(`refused for the ${outcome.window}`);
  return outcome.reservation;
}

/** What every ledger makes of headers that contradict its own count, whatever it is stored in. */
export function describeSecondLook(name: string, factory: LedgerFactory): void {
  describe.skipIf(factory.isSkipped === true)(`what headers say against the count in ${name}`, () => {
    beforeAll(factory.open, 60_000);
    afterAll(factory.close, 60_000);

    const setUp = (limits = PRO) => {
      hosts += 1;
      const host = `second-look-${process.pid}-${hosts}.example`;
      const clock = createManualClock(NOON);
      const ledger: QuotaLedger = factory.connect({ limits, clock });
      const reserve = () => ledger.reserve({ host, calls: 1, priority: 'first_pass' });
      /** Makes a call a second later whose answer has these headers. */
      const call = async (headers: QuotaHeaders = {}): Promise<void> => {
        clock.advance(1_000);
        await ledger.commit(reserved(await reserve()), headers);
      };
      const day = async () => (await ledger.snapshot(host)).day;
      return { host, clock, ledger, reserve, call, day };
    };
    const said = (used: number, limit = 7_500): QuotaHeaders => ({
      dailyLimit: limit,
      dailyRemaining: limit - used,
    });

    it('closes the day for a moment only when one header calls it spent, and opens it by the account page', async () => {
      const { host, ledger, reserve, call, clock } = setUp();
      for (let used = 1; used < 11; used += 1) await call(said(used));
      await call(said(7_500));
      expect(await reserve()).toMatchObject({ ok: false, window: 'day', isDoubtful: true, waitMs: 15_000 });
      expect(await ledger.snapshot(host)).toMatchObject({ doubtedSinceMs: clock.nowMs() });
      await ledger.noteDailyUsage(host, { used: 11, limit: 7_500 });
      expect(await ledger.snapshot(host)).toMatchObject({ day: { used: 11 }, doubtedSinceMs: null });
      // Headers of this kind are wrong for now, however often they come.
      await call(said(7_500));
      await call(said(7_500));
      expect(await reserve()).toMatchObject({ ok: true });
      // Once they agree again, they are heard again.
      await call(said(14));
      await call(said(7_500));
      expect(await reserve()).toMatchObject({ ok: false, isDoubtful: true });
    });

    it('closes the day for good when the account page confirms it', async () => {
      const { host, ledger, reserve, call } = setUp();
      await call(said(7_500));
      await ledger.noteDailyUsage(host, { used: 7_500, limit: 7_500 });
      const refusal = await reserve();
      expect(refusal).toMatchObject({
        ok: false,
        window: 'day',
        retryAtMs: Date.parse('2026-01-16T00:00:00Z'),
      });
      expect(refusal).not.toHaveProperty('isDoubtful');
    });

    it('asks by one call a minute where the account page does not answer', async () => {
      const { clock, ledger, reserve, call, host, day } = setUp();
      await call(said(3));
      await call(said(7_500));
      clock.advance(MINUTE_MS - 1);
      expect(await reserve()).toMatchObject({ ok: false, isDoubtful: true });
      clock.advance(1);
      const [probe, ...others] = await Promise.all([reserve(), reserve(), reserve()]).then((outcomes) =>
        outcomes.toSorted((one, other) => Number(other.ok) - Number(one.ok)),
      );
      expect(others.map(({ ok }) => ok)).toEqual([false, false]);
      await ledger.commit(reserved(probe as QuotaOutcome), said(4));
      expect(await day()).toMatchObject({ used: 5 });
      expect(await ledger.snapshot(host)).toMatchObject({ doubtedSinceMs: null });
      expect(await reserve()).toMatchObject({ ok: true });
    });

    it('believes a second answer that says the same', async () => {
      const { clock, ledger, reserve, call } = setUp();
      await call(said(7_500));
      clock.advance(MINUTE_MS);
      await ledger.commit(reserved(await reserve()), said(7_500));
      clock.advance(MINUTE_MS);
      expect(await reserve()).toMatchObject({ ok: false, retryAtMs: Date.parse('2026-01-16T00:00:00Z') });
    });

    it('lets its count down again when later headers say less, and not for a single one', async () => {
      const { call, day } = setUp();
      await call(said(1));
      await call(said(4_000));
      expect(await day()).toMatchObject({ used: 4_000 });
      await call(said(3));
      expect(await day()).toMatchObject({ used: 4_001 });
      await call(said(4));
      expect(await day()).toMatchObject({ used: 4 });
    });

    it('goes on with what others use of the key, which later headers confirm', async () => {
      const { host, ledger, call, day } = setUp();
      await call(said(1));
      await call(said(600));
      await call(said(603));
      expect(await day()).toMatchObject({ used: 603 });
      expect(await ledger.snapshot(host)).toMatchObject({ doubtedSinceMs: null });
      for (let more = 0; more < 4; more += 1) await call(said(2));
      expect(await day()).toMatchObject({ used: 607 });
    });

    it('keeps to the limits of another plan while they are said, and to larger ones once they are said twice', async () => {
      const { host, ledger, call, reserve } = setUp();
      const limits = async () => {
        const { day, minute } = await ledger.snapshot(host);
        return [day.limit, minute.limit];
      };
      const plan = (dailyLimit: number, minuteLimit: number): QuotaHeaders => ({
        dailyLimit,
        dailyRemaining: dailyLimit - 5,
        minuteLimit,
        minuteRemaining: minuteLimit - 1,
      });
      await call(plan(7_500, 300));
      await call(plan(7_500, 300));
      await call(plan(100, 10));
      expect(await limits()).toEqual([100, 10]);
      // One wrong answer: what was settled before holds again at once.
      await call(plan(7_500, 300));
      expect(await limits()).toEqual([7_500, 300]);
      await call(plan(100, 10));
      await call(plan(100, 10));
      await call(plan(7_500, 300));
      expect(await limits()).toEqual([100, 10]);
      await call(plan(7_500, 300));
      expect(await limits()).toEqual([7_500, 300]);
      // A plan that is smaller than what is used already closes nothing for good either.
      await ledger.noteDailyUsage(host, { used: 500, limit: 7_500 });
      await call(plan(100, 300));
      expect(await reserve()).toMatchObject({ ok: false, window: 'day', isDoubtful: true });
    });

    it('does not hear what cannot be true', async () => {
      const { host, ledger, call, reserve } = setUp();
      const { readQuotaHeaders } = apiSportsApi({ baseUrl: 'http://localhost', apiKey: undefined });
      const nonsense = [
        ['7500', '7501'],
        ['100', '7400'],
        ['7500', '-3'],
        ['-1', '0'],
        ['0', '0'],
        ['NaN', 'NaN'],
        ['1e3', '0x10'],
        ['99999999999999999999', '0'],
        ['4294967296', '0'],
        ['7500, 7500', '0, 0'],
        ['', ''],
        ['12.5', '0.5'],
      ] as const;
      await call(said(1));
      for (const [limit, remaining] of nonsense) {
        await call(
          readQuotaHeaders({
            'x-ratelimit-requests-limit': limit,
            'x-ratelimit-requests-remaining': remaining,
            'x-ratelimit-limit': limit,
            'x-ratelimit-remaining': remaining,
          }),
        );
      }
      for (const usage of [
        { used: -5, limit: 7_500 },
        { used: Number.NaN, limit: 7_500 },
        { used: 3, limit: 0 },
        { used: 3, limit: -1 },
        { used: 1.5, limit: 7_500 },
        { used: 3, limit: 1e12 },
      ])
        await ledger.noteDailyUsage(host, usage);
      const { day, minute, told } = await ledger.snapshot(host);
      expect([day.used, day.limit, minute.limit]).toEqual([1 + nonsense.length, 7_500, 300]);
      expect(told).toEqual({ perDay: 7_500, perMinute: null });
      expect(await reserve()).toMatchObject({ ok: true });
    });

    it('doubts a refusal of the day that its count contradicts, once', async () => {
      const { host, ledger, reserve, call, clock } = setUp();
      const midnight = Date.parse('2026-01-16T00:00:00Z');
      await call();
      await ledger.noteRefused(host, 'day', midnight + 5_000);
      expect(await reserve()).toMatchObject({ ok: false, window: 'day', isDoubtful: true, waitMs: 15_000 });
      await ledger.noteDailyUsage(host, { used: 1, limit: 7_500 });
      expect(await reserve()).toMatchObject({ ok: true });
      clock.advance(MINUTE_MS);
      await ledger.noteRefused(host, 'day', midnight + 5_000);
      expect(await reserve()).toMatchObject({ ok: false, retryAtMs: midnight + 5_000 });
    });

    it('believes a spent minute for a minute, and headers that never say anything else not for long', async () => {
      const { host, ledger, reserve, clock } = setUp();
      const spent: QuotaHeaders = { minuteLimit: 300, minuteRemaining: 0 };
      const minute = async (): Promise<number> => {
        let calls = 0;
        const endMs = (Math.floor(clock.nowMs() / MINUTE_MS) + 1) * MINUTE_MS;
        while (clock.nowMs() < endMs) {
          const outcome = await reserve();
          if (outcome.ok) {
            calls += 1;
            await ledger.commit(outcome.reservation, spent);
          }
          clock.advance(5_000);
        }
        return calls;
      };
      expect(await minute()).toBe(1);
      expect(await minute()).toBe(12);
      // A refusal proves that they were right after all.
      await ledger.noteRefused(host, 'minute', clock.nowMs() + MINUTE_MS);
      clock.advance(MINUTE_MS);
      expect(await minute()).toBe(1);
      expect(await minute()).toBe(1);
      expect(await minute()).toBe(1);
    });
  });
}
