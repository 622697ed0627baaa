import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { seededRandom } from '../../../src/platform/random.ts';
import type { QuotaLedger, QuotaLimits, QuotaOutcome } from '../../../src/providers/client/quota-ledger.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export type LedgerFactory = {
  /** True where the store is not installed. */
  isSkipped?: boolean;
  /** Opens the store; `connect` may then be called many times, as many workers would. */
  open: () => Promise<void>;
  connect: (options: {
    limits: QuotaLimits;
    clock?: ManualClock;
    weightOf?: (share: string) => number;
  }) => QuotaLedger;
  close: () => Promise<void>;
};

const NOON = Date.parse('2026-01-15T12:00:00Z');
const MINUTE_MS = 60_000;

let hosts = 0;
function newHost(): string {
  hosts += 1;
  return `host-${process.pid}-${hosts}.example`;
}

function reserved(outcome: QuotaOutcome) {
  if (!outcome.ok) throw new Error(`refused for the ${outcome.window}`);
  return outcome.reservation;
}

/** What every quota ledger must do, whatever it is stored in. */
export function describeQuotaLedger(name: string, factory: LedgerFactory): void {
  describe.skipIf(factory.isSkipped === true)(`the quota ledger in ${name}`, () => {
    beforeAll(factory.open);
    afterAll(factory.close);

    const setUp = (limits: QuotaLimits, startMs = NOON) => {
      const clock = createManualClock(startMs);
      const host = newHost();
      const ledger = factory.connect({ limits, clock });
      const reserve = (priority: 'manual' | 'first_pass' | 'correction' | 'backfill' = 'first_pass') =>
        ledger.reserve({ host, calls: 1, priority });
      return { clock, host, ledger, reserve };
    };

    it('lets exactly as many through as a second takes, however many ask at once', async () => {
      const clock = createManualClock(NOON);
      const host = newHost();
      const limits = { perSecond: 5, perMinute: 100, perDay: 1_000 };
      const workers = Array.from({ length: 8 }, () => factory.connect({ limits, clock }));
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          (workers[index % 8] as QuotaLedger).reserve({ host, calls: 1, priority: 'first_pass' }),
        ),
      );
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
      const refusals = outcomes.filter((outcome) => !outcome.ok);
      expect(new Set(refusals.map(({ window }) => window))).toEqual(new Set(['second']));
      const snapshot = await factory.connect({ limits, clock }).snapshot(host);
      expect(snapshot).toMatchObject({
        inFlight: 5,
        second: { used: 5 },
        minute: { used: 5 },
        day: { used: 5 },
      });
    });

    it('says which window is full and when it has room again', async () => {
      const { clock, ledger, host, reserve } = setUp({ perSecond: 10, perMinute: 2, perDay: 100 });
      await ledger.commit(reserved(await reserve()));
      clock.advance(10_000);
      await ledger.commit(reserved(await reserve()));
      const refusal = await reserve();
      expect(refusal).toEqual({
        ok: false,
        window: 'minute',
        retryAtMs: NOON + 60_500,
        waitMs: 50_500,
        isReserved: false,
      });
      clock.advance(50_500);
      reserved(await reserve());
      expect(await ledger.snapshot(host)).toMatchObject({ minute: { used: 2, limit: 2 }, day: { used: 3 } });
    });

    it('counts a call for a whole window after its answer, not after its start', async () => {
      const { clock, ledger, reserve } = setUp({ perSecond: 1, perMinute: 100, perDay: 100 });
      const slow = reserved(await reserve());
      clock.advance(8_000);
      expect(await reserve()).toMatchObject({ ok: false, window: 'second' });
      await ledger.commit(slow);
      clock.advance(1_000);
      expect(await reserve()).toMatchObject({ ok: false, window: 'second', waitMs: 100 });
      clock.advance(100);
      expect(await reserve()).toMatchObject({ ok: true });
    });

    it('takes calls of a process that died for sent at the last possible moment', async () => {
      const { clock, reserve } = setUp({ perSecond: 5, perMinute: 1, perDay: 100 });
      reserved(await reserve());
      clock.advance(35_000 + MINUTE_MS);
      expect(await reserve()).toMatchObject({ ok: false, window: 'minute', waitMs: 500 });
      clock.advance(500);
      expect(await reserve()).toMatchObject({ ok: true });
    });

    it('counts a call that may take longer for as long as it may be under way', async () => {
      const { clock, host, ledger, reserve } = setUp({ perSecond: 5, perMinute: 1, perDay: 100 });
      await ledger.commit(reserved(await reserve()));
      clock.advance(MINUTE_MS + 500);
      const request = { host, calls: 1, priority: 'first_pass' as const, timeoutMs: 120_000 };
      const slow = reserved(await ledger.reserve(request));
      clock.advance(119_500);
      expect(await reserve()).toMatchObject({ ok: false, window: 'minute' });
      expect(await ledger.snapshot(host)).toMatchObject({ inFlight: 1 });
      await ledger.commit(slow);
      clock.advance(MINUTE_MS);
      expect(await reserve()).toMatchObject({ ok: false, window: 'minute' });
      clock.advance(500);
      expect(await reserve()).toMatchObject({ ok: true });
    });

    it('gives back what was never sent, once', async () => {
      const { ledger, host, reserve } = setUp({ perSecond: 1, perMinute: 10, perDay: 100 });
      const reservation = reserved(await reserve());
      await ledger.refund(reservation);
      await ledger.refund(reservation);
      expect(await ledger.snapshot(host)).toMatchObject({
        inFlight: 0,
        second: { used: 0 },
        day: { used: 0 },
      });
      expect(await reserve()).toMatchObject({ ok: true });
    });

    it('keeps the last calls of a day for urgent work', async () => {
      const { clock, ledger, host, reserve } = setUp({ perSecond: 50, perMinute: 1_000, perDay: 100 });
      await ledger.noteDailyUsage(host, { used: 79, limit: 100 });
      await ledger.commit(reserved(await reserve('backfill')));
      expect(await reserve('backfill')).toMatchObject({ ok: false, window: 'day', isReserved: true });
      for (let call = 0; call < 10; call += 1) await ledger.commit(reserved(await reserve('correction')));
      expect(await reserve('correction')).toMatchObject({ ok: false, window: 'day', isReserved: true });
      for (let call = 0; call < 5; call += 1) await ledger.commit(reserved(await reserve('first_pass')));
      expect(await reserve('first_pass')).toMatchObject({ ok: false, window: 'day', isReserved: true });
      for (let call = 0; call < 5; call += 1) await ledger.commit(reserved(await reserve('manual')));
      expect(await reserve('manual')).toEqual({
        ok: false,
        window: 'day',
        retryAtMs: Date.parse('2026-01-16T00:00:00Z'),
        waitMs: 12 * 60 * MINUTE_MS,
        isReserved: false,
      });
      clock.advance(12 * 60 * MINUTE_MS);
      expect(await reserve('backfill')).toMatchObject({ ok: true });
      expect(await ledger.snapshot(host)).toMatchObject({ day: { date: '2026-01-16', used: 1 } });
    });

    it('carries calls that are under way at midnight into the new day', async () => {
      const limits = { perSecond: 5, perMinute: 100, perDay: 100 };
      const { clock, ledger, host, reserve } = setUp(limits, Date.parse('2026-01-15T23:59:59Z'));
      const late = reserved(await reserve());
      clock.advance(2_000);
      expect(await ledger.snapshot(host)).toMatchObject({ day: { date: '2026-01-16', used: 1 } });
      await ledger.commit(late, { dailyLimit: 100, dailyRemaining: 0 });
      expect(await ledger.snapshot(host)).toMatchObject({ day: { used: 1 } });
    });

    it('learns from the headers of an answer, and believes the lower limit', async () => {
      const { ledger, host, reserve } = setUp({ perSecond: 5, perMinute: 300, perDay: 7_500 });
      const headers = { dailyLimit: 100, dailyRemaining: 40, minuteLimit: 10, minuteRemaining: 7 };
      await ledger.commit(reserved(await reserve()), headers);
      expect(await ledger.snapshot(host)).toMatchObject({
        minute: { used: 1, limit: 10 },
        day: { used: 60, limit: 100 },
        told: { perMinute: 10, perDay: 100 },
        configured: { perMinute: 300, perDay: 7_500 },
      });
      await ledger.commit(reserved(await reserve()), { dailyLimit: 100, dailyRemaining: 90 });
      expect(await ledger.snapshot(host)).toMatchObject({ day: { used: 61 } });
    });

    it('replaces its count by that of the account page, up and down', async () => {
      const { ledger, host } = setUp({ perSecond: 5, perMinute: 300, perDay: 100 });
      await ledger.noteDailyUsage(host, { used: 90, limit: 100 });
      expect(await ledger.snapshot(host)).toMatchObject({ day: { used: 90 } });
      await ledger.noteDailyUsage(host, { used: 12, limit: 100 });
      expect(await ledger.snapshot(host)).toMatchObject({ day: { used: 12 } });
    });

    it('does not take yesterday for today in the first minute of a day', async () => {
      const limits = { perSecond: 5, perMinute: 100, perDay: 100 };
      const { clock, ledger, host, reserve } = setUp(limits, Date.parse('2026-01-16T00:00:05Z'));
      await ledger.noteDailyUsage(host, { used: 100, limit: 100 });
      await ledger.commit(reserved(await reserve()), { dailyLimit: 100, dailyRemaining: 0 });
      expect(await ledger.snapshot(host)).toMatchObject({ day: { used: 1 } });
      clock.advance(MINUTE_MS);
      await ledger.commit(reserved(await reserve()), { dailyLimit: 100, dailyRemaining: 0 });
      expect(await ledger.snapshot(host)).toMatchObject({ day: { used: 100 } });
    });

    it('asks nobody in a window in which the provider refused', async () => {
      const { clock, ledger, host, reserve } = setUp({ perSecond: 5, perMinute: 100, perDay: 100 });
      await ledger.noteRefused(host, 'minute', NOON + 30_000);
      expect(await reserve('manual')).toMatchObject({ ok: false, window: 'minute', waitMs: 30_000 });
      expect(await ledger.snapshot(host)).toMatchObject({
        blockedUntilMs: { minute: NOON + 30_000, day: null },
      });
      clock.advance(30_000);
      expect(await reserve()).toMatchObject({ ok: true });
      await ledger.noteRefused(host, 'day', NOON + 12 * 60 * MINUTE_MS);
      expect(await reserve('manual')).toMatchObject({ ok: false, window: 'day' });
    });

    it('keeps hosts apart', async () => {
      const limits = { perSecond: 1, perMinute: 1, perDay: 100 };
      const { ledger, reserve } = setUp(limits);
      reserved(await reserve());
      expect(await ledger.reserve({ host: newHost(), calls: 1, priority: 'manual' })).toMatchObject({
        ok: true,
      });
    });

    it('refuses a request that no window ever takes', async () => {
      const { ledger, host } = setUp({ perSecond: 2, perMinute: 10, perDay: 100 });
      await expect(ledger.reserve({ host, calls: 3, priority: 'manual' })).rejects.toThrow(RangeError);
      expect(await ledger.snapshot(host)).toMatchObject({ inFlight: 0 });
    });

    describe('between leagues', () => {
      const limits = { perSecond: 1_000, perMinute: 10, perDay: 1_000 };
      const NEED = { perSecond: 1_000, perMinute: 1_000, perDay: 40 };

      /** Asks for a league again and again until it is refused; the calls are answered at once. */
      async function takeAll(ledger: QuotaLedger, host: string, share: string, most = 1_000) {
        for (let taken = 0; ; taken += 1) {
          if (taken === most) return { taken, refusal: undefined };
          const outcome = await ledger.reserve({ host, calls: 1, priority: 'first_pass', share });
          if (!outcome.ok) return { taken, refusal: outcome };
          await ledger.commit(outcome.reservation);
        }
      }

      it('gives all of a minute to one league while nobody else asks', async () => {
        const { ledger, host } = setUp(limits);
        expect(await takeAll(ledger, host, 'Large')).toMatchObject({ taken: 10 });
      });

      it('does not let a league with many games take the minutes that another waits for', async () => {
        const { clock, ledger, host } = setUp(limits);
        expect(await takeAll(ledger, host, 'Large')).toMatchObject({ taken: 10 });
        expect(await takeAll(ledger, host, 'Small')).toMatchObject({ taken: 0 });
        // The large league is always there first, as with a hundred tasks that wait.
        const taken = { Large: 0, Small: 0 };
        for (let minute = 0; minute < 3; minute += 1) {
          clock.advance(60_500);
          taken.Large += (await takeAll(ledger, host, 'Large')).taken;
          taken.Small += (await takeAll(ledger, host, 'Small')).taken;
          taken.Large += (await takeAll(ledger, host, 'Large')).taken;
        }
        expect(taken).toEqual({ Large: 15, Small: 15 });
        expect((await ledger.snapshot(host)).minuteByShare).toEqual({ Large: 5, Small: 5 });
      });

      it('gives the room of a league that no longer asks to those that do', async () => {
        const { clock, ledger, host } = setUp(limits);
        await takeAll(ledger, host, 'Large');
        await takeAll(ledger, host, 'Small');
        clock.advance(60_500);
        const { taken, refusal } = await takeAll(ledger, host, 'Large');
        expect(taken).toBe(5);
        expect(refusal).toMatchObject({ window: 'minute', isShared: true });
        clock.advance(refusal?.waitMs ?? 0);
        expect(await takeAll(ledger, host, 'Large')).toMatchObject({ taken: 5 });
      });

      it('leaves by hand what is urgent out of it', async () => {
        const { clock, ledger, host } = setUp(limits);
        await takeAll(ledger, host, 'Large');
        await takeAll(ledger, host, 'Small');
        clock.advance(60_500);
        await takeAll(ledger, host, 'Large');
        expect(await ledger.reserve({ host, calls: 1, priority: 'manual', share: 'Large' })).toMatchObject({
          ok: true,
        });
      });

      it('shares by weight where weights are given', async () => {
        const clock = createManualClock(NOON);
        const host = newHost();
        const weightOf = (share: string): number => (share === 'Large' ? 4 : 1);
        const ledger = factory.connect({ limits, clock, weightOf });
        await takeAll(ledger, host, 'Large');
        await takeAll(ledger, host, 'Small');
        clock.advance(60_500);
        expect(await takeAll(ledger, host, 'Large')).toMatchObject({ taken: 8 });
        expect(await takeAll(ledger, host, 'Small')).toMatchObject({ taken: 2 });
      });

      it('does not seize up with more leagues than a minute has calls', async () => {
        const { clock, ledger, host } = setUp(limits);
        const leagues = Array.from({ length: 25 }, (_, index) => `League ${index}`);
        for (const league of leagues) await takeAll(ledger, host, league, 1);
        clock.advance(60_500);
        let taken = 0;
        for (const league of leagues) taken += (await takeAll(ledger, host, league, 1)).taken;
        expect(taken).toBe(10);
      });

      it("keeps a day's calls for the games that a smaller league still has tonight", async () => {
        const { ledger, host } = setUp(NEED);
        const day = '2026-01-15';
        const shares = { Large: { first_pass: 100 }, Small: { first_pass: 5 } };
        await ledger.noteDemand(host, { day, shares });
        // 40 calls, 2 of them kept for work by hand, 5 for the small league.
        const { taken, refusal } = await takeAll(ledger, host, 'Large');
        expect(taken).toBe(33);
        expect(refusal).toMatchObject({ window: 'day', isShared: true, waitMs: 15 * MINUTE_MS });
        expect(await takeAll(ledger, host, 'Small')).toMatchObject({ taken: 5 });
      });

      it('splits a day in which nobody gets what he needs', async () => {
        const { ledger, host } = setUp(NEED);
        const shares = { Large: { first_pass: 100 }, Small: { first_pass: 60 } };
        await ledger.noteDemand(host, { day: '2026-01-15', shares });
        expect(await takeAll(ledger, host, 'Large')).toMatchObject({ taken: 19 });
        expect(await takeAll(ledger, host, 'Small')).toMatchObject({ taken: 19 });
      });

      it('holds corrections back for the first passes that are still to come today', async () => {
        const { clock, ledger, host } = setUp(NEED);
        await ledger.noteDemand(host, { day: '2026-01-15', shares: { Small: { first_pass: 38 } } });
        const correction = { host, calls: 1, priority: 'correction' as const, share: 'Large' };
        for (let call = 0; call < 2; call += 1) reserved(await ledger.reserve(correction));
        expect(await ledger.reserve(correction)).toMatchObject({ window: 'day', isReserved: true });
        // It holds for as long as somebody repeats it, although what is known already is not noted anew each time.
        for (let minute = 0; minute < 5; minute += 1) {
          clock.advance(MINUTE_MS);
          expect(await ledger.reserve(correction)).toMatchObject({ window: 'day', isReserved: true });
          await ledger.noteDemand(host, { day: '2026-01-15', shares: { Small: { first_pass: 38 } } });
        }
        // What nobody has repeated for a while is no longer believed.
        clock.advance(4 * MINUTE_MS);
        expect(await ledger.reserve(correction)).toMatchObject({ ok: true });
      });
    });

    it('keeps room in a minute for work by hand and for first passes', async () => {
      const { reserve } = setUp({ perSecond: 100, perMinute: 10, perDay: 1_000 });
      for (let call = 0; call < 8; call += 1) reserved(await reserve('backfill'));
      expect(await reserve('backfill')).toMatchObject({ ok: false, window: 'minute' });
      reserved(await reserve('correction'));
      expect(await reserve('correction')).toMatchObject({ ok: false, window: 'minute' });
      expect(await reserve('first_pass')).toMatchObject({ ok: true });
    });

    it('never exceeds a second or a minute as the host counts arrivals, with eight workers and jitter', async () => {
      const limits = { perSecond: 6, perMinute: 20, perDay: 100_000 };
      const { clock, host } = setUp(limits);
      const random = seededRandom(7);
      const workers = Array.from({ length: 8 }, () => ({
        ledger: factory.connect({ limits, clock }),
        answerAtMs: 0,
        reservation: undefined as ReturnType<typeof reserved> | undefined,
      }));
      const arrivals: number[] = [];
      // Each worker sends as soon as it may; a call takes up to 6 s and arrives at any moment of that.
      while (clock.nowMs() < NOON + 3 * MINUTE_MS) {
        for (const worker of workers) {
          if (worker.reservation) {
            if (clock.nowMs() < worker.answerAtMs) continue;
            await worker.ledger.commit(worker.reservation);
            worker.reservation = undefined;
          }
          const outcome = await worker.ledger.reserve({ host, calls: 1, priority: 'first_pass' });
          if (!outcome.ok) continue;
          const takesMs = random() * 6_000;
          arrivals.push(clock.nowMs() + random() * takesMs);
          worker.reservation = outcome.reservation;
          worker.answerAtMs = clock.nowMs() + takesMs;
        }
        clock.advance(500);
      }
      expect(arrivals.length).toBeGreaterThan(45);
      expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(limits.perSecond);
      expect(mostWithin(arrivals, MINUTE_MS)).toBeLessThanOrEqual(limits.perMinute);
    });

    it('holds the second under real concurrency by its own clock', async () => {
      const limits = { perSecond: 8, perMinute: 1_000, perDay: 100_000 };
      const host = newHost();
      const clock = systemClock();
      const arrivals: number[] = [];
      async function work(): Promise<void> {
        const ledger = factory.connect({ limits });
        for (let sent = 0; sent < 3; ) {
          const outcome = await ledger.reserve({ host, calls: 1, priority: 'first_pass' });
          if (!outcome.ok) {
            await clock.sleep(outcome.waitMs);
            continue;
          }
          arrivals.push(performance.now());
          sent += 1;
          await ledger.commit(outcome.reservation);
        }
      }
      await Promise.all(Array.from({ length: 8 }, work));
      expect(arrivals).toHaveLength(24);
      expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(limits.perSecond);
      const { day, inFlight } = await factory.connect({ limits }).snapshot(host);
      expect([day.used, inFlight]).toEqual([24, 0]);
    });
  });
}

/** The most moments in any window of that length, wherever it begins. */
function mostWithin(moments: readonly number[], windowMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + windowMs).length),
  );
}
