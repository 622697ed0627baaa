import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/platform/random.ts';
import type { LimitWindow } from '../../../src/providers/client/limit-window.ts';
import type { QuotaOutcome, QuotaReservation } from '../../../src/providers/client/quota-ledger.ts';
import type { QuotaPriority } from '../../../src/providers/client/quota-priority.ts';
import { createManualClock } from './manual-clock.ts';
import type { LedgerFactory } from './quota-ledger-conformance.ts';

const NOON = Date.parse('2026-01-15T12:00:00Z');
const HOUR_MS = 3_600_000;
const ROOMY = { perSecond: 1_000, perMinute: 1_000, perDay: 100_000 };

const hourOf = (most: number): LimitWindow => ({
  counts: 'calls',
  most,
  span: { slidesOverMs: HOUR_MS },
});
const creditsOfMonth = (most: number): LimitWindow => ({
  counts: 'credits',
  most,
  span: { calendar: 'month' },
});
const politeDelay = (delayMs: number): LimitWindow => ({
  counts: 'calls',
  most: 1,
  span: { slidesOverMs: delayMs },
});

let hosts = 0;

function reserved(outcome: QuotaOutcome): QuotaReservation {
  if (!outcome.ok) throw new Error(`refused for the ${outcome.window}`);
  return outcome.reservation;
}

/** Windows of any length, of the calendar, of credits, and polite delays. */
export function describeWindows(name: string, factory: LedgerFactory): void {
  describe.skipIf(factory.isSkipped === true)(`any window in ${name}`, () => {
    beforeAll(factory.open, 60_000);
    afterAll(factory.close, 60_000);

    function setUp(more: readonly LimitWindow[], startMs = NOON) {
      const clock = createManualClock(startMs);
      const limits = { ...ROOMY, more };
      hosts += 1;
      const host = `any-window-${process.pid}-${hosts}.example`;
      const [ledger, other] = [factory.connect({ limits, clock }), factory.connect({ limits, clock })];
      const reserve = (credits?: number, priority: QuotaPriority = 'manual', from = ledger) =>
        from.reserve({ host, calls: 1, priority, ...(credits === undefined ? {} : { credits }) });
      const used = async () => (await other.snapshot(host)).more?.map((one) => one.used);
      return { clock, host, limits, ledger, other, reserve, used };
    }

    it('takes all calls of an hour at once and none more until it has passed', async () => {
      const { clock, ledger, other, reserve, used } = setUp([hourOf(50)]);
      for (let call = 0; call < 50; call += 1)
        await ledger.commit(reserved(await reserve(undefined, 'manual', call % 2 ? other : ledger)));
      expect(await used()).toEqual([50]);
      expect(await reserve()).toMatchObject({ ok: false, window: 'minute', waitMs: HOUR_MS });
      clock.advance(HOUR_MS - 1);
      expect(await reserve()).toMatchObject({ ok: false, limit: { most: 50 } });
      clock.advance(1);
      expect(await reserve()).toMatchObject({ ok: true });
      expect(await used()).toEqual([1]);
    });

    it('counts a call of an hour from its answer, and that of a dead process from the last moment', async () => {
      const { clock, ledger, reserve } = setUp([hourOf(2)]);
      const slow = reserved(await reserve());
      reserved(await reserve());
      clock.advance(20_000);
      await ledger.commit(slow);
      // The other one may have been answered 35 s after it was reserved.
      clock.advance(HOUR_MS - 1);
      expect(await reserve()).toMatchObject({ ok: false });
      clock.advance(1 + 10_000);
      reserved(await reserve());
      expect(await reserve()).toMatchObject({ ok: false });
      clock.advance(35_000);
      expect(await reserve()).toMatchObject({ ok: true });
    });

    it('leaves a polite delay after each answer', async () => {
      const { clock, ledger, other, reserve } = setUp([politeDelay(3_000)]);
      const first = reserved(await reserve());
      clock.advance(5_000);
      expect(await reserve(undefined, 'manual', other)).toMatchObject({ ok: false });
      await ledger.commit(first);
      expect(await reserve(undefined, 'manual', other)).toMatchObject({ ok: false, waitMs: 3_000 });
      clock.advance(2_999);
      expect(await reserve()).toMatchObject({ ok: false });
      clock.advance(1);
      expect(await reserve()).toMatchObject({ ok: true });
    });

    it('counts credits by the question, and gives back those of a call that was never sent', async () => {
      const { ledger, reserve, used } = setUp([creditsOfMonth(20)]);
      await ledger.commit(reserved(await reserve(6)));
      const unsent = reserved(await reserve(10));
      expect(await used()).toEqual([16]);
      expect(await reserve(5)).toMatchObject({ ok: false, window: 'day', limit: { counts: 'credits' } });
      await ledger.refund(unsent);
      await ledger.refund(unsent);
      expect(await used()).toEqual([6]);
      await ledger.commit(reserved(await reserve(14)));
      expect(await used()).toEqual([20]);
      expect(await reserve(1)).toMatchObject({ ok: false });
      await expect(reserve(21)).rejects.toThrow(RangeError);
    });

    it('keeps the last share of a month for more urgent work', async () => {
      const { ledger, reserve } = setUp([creditsOfMonth(100)]);
      await ledger.commit(reserved(await reserve(80)));
      expect(await reserve(1, 'backfill')).toMatchObject({ ok: false });
      await ledger.commit(reserved(await reserve(15, 'first_pass')));
      expect(await reserve(1, 'first_pass')).toMatchObject({ ok: false });
      expect(await reserve(5, 'manual')).toMatchObject({ ok: true });
    });

    it.each([
      ['2026-01-31T23:59:00Z', '2026-02-01T00:00:00Z'],
      ['2026-02-28T23:59:00Z', '2026-03-01T00:00:00Z'],
      ['2028-02-29T23:59:00Z', '2028-03-01T00:00:00Z'],
      ['2026-12-31T23:59:00Z', '2027-01-01T00:00:00Z'],
    ])('begins a month anew, for clocks that are a minute apart: %s', async (before, change) => {
      const { clock, ledger, reserve, used } = setUp([creditsOfMonth(10)], Date.parse(before));
      await ledger.commit(reserved(await reserve(8)));
      const refusal = await reserve(3);
      expect(refusal).toMatchObject({ ok: false, retryAtMs: Date.parse(change) + 60_000 });
      clock.advance(Date.parse(change) - clock.nowMs() - 1_000);
      await ledger.commit(reserved(await reserve(1)));
      clock.advance(1_000);
      // By a slow clock of the provider this is the old month still; by a quick one the last call was of the new one.
      expect(await used()).toEqual([1]);
      expect(await reserve(2)).toMatchObject({ ok: false, retryAtMs: Date.parse(change) + 60_000 });
      await ledger.commit(reserved(await reserve(1)));
      expect(await reserve(1)).toMatchObject({ ok: false });
      clock.advance(60_000);
      expect(await used()).toEqual([2]);
      await ledger.commit(reserved(await reserve(8)));
      expect(await reserve(1)).toMatchObject({ ok: false });
    });

    it('believes a provider that counts more of a month than we do, and not one that counts less', async () => {
      const { ledger, reserve, used } = setUp([creditsOfMonth(500)]);
      const said = (count: number) => ({
        periods: [{ counts: 'credits' as const, calendar: 'month' as const, used: count }],
      });
      await ledger.commit(reserved(await reserve(3)), said(440));
      expect(await used()).toEqual([440]);
      await ledger.commit(reserved(await reserve(3)), said(4));
      await ledger.commit(reserved(await reserve(3)), said(-7));
      expect(await used()).toEqual([446]);
    });

    it('settles a call at what the provider says that it cost', async () => {
      const { ledger, reserve, used } = setUp([creditsOfMonth(20)]);
      await ledger.commit(reserved(await reserve(6)), { spentCredits: 0 });
      expect(await used()).toEqual([0]);
      await ledger.commit(reserved(await reserve(12)), { spentCredits: 4 });
      expect(await used()).toEqual([4]);
      await ledger.commit(reserved(await reserve(3)), { spentCredits: 5 });
      await ledger.commit(reserved(await reserve(3)), { spentCredits: 3 });
      expect(await used()).toEqual([12]);
      expect(await reserve(9)).toMatchObject({ ok: false });
      expect(await reserve(8)).toMatchObject({ ok: true });
    });

    it('lets free calls through a month that is spent, and takes the count of the account', async () => {
      const { clock, host, ledger, other, reserve, used } = setUp([creditsOfMonth(500)]);
      const told = { counts: 'credits', calendar: 'month' } as const;
      await ledger.commit(reserved(await reserve(3)), { periods: [{ ...told, used: 512 }] });
      expect(await reserve(1)).toMatchObject({ ok: false });
      await ledger.commit(reserved(await reserve(0)), { spentCredits: 0 });
      clock.advance(120_000);
      // A subscription whose month began today.
      await other.notePeriodUse(host, { ...told, used: 4 });
      await other.notePeriodUse(host, { ...told, used: -1 });
      await other.notePeriodUse(host, { counts: 'calls', calendar: 'month', used: 7 });
      expect(await used()).toEqual([4]);
      await ledger.commit(reserved(await reserve(5)));
      // What was let through within the last minute may not be in it.
      await other.notePeriodUse(host, { ...told, used: 4 });
      expect(await used()).toEqual([9]);
    });

    it('does not take the count of an account for that of a month which has just begun', async () => {
      const { clock, host, ledger, reserve, used } = setUp(
        [creditsOfMonth(500)],
        Date.parse('2026-01-31T23:59:00Z'),
      );
      await ledger.commit(reserved(await reserve(3)));
      clock.advance(90_000);
      await ledger.notePeriodUse(host, { counts: 'credits', calendar: 'month', used: 480 });
      await ledger.commit(reserved(await reserve(2)));
      expect(await used()).toEqual([2]);
    });

    it('takes calls of all windows at once, or of none', async () => {
      const windows = [hourOf(5), creditsOfMonth(30), politeDelay(2_000)];
      const { clock, host, ledger, other, reserve, used } = setUp(windows);
      await ledger.commit(reserved(await reserve(8)));
      expect(await used()).toEqual([1, 8, 1]);
      // Refused by the delay, by the credits, by the hour: each time the others count what they did before.
      expect(await reserve(4)).toMatchObject({ ok: false, limit: { most: 1 } });
      expect(await used()).toEqual([1, 8, 1]);
      clock.advance(2_100);
      expect(await reserve(23, 'manual', other)).toMatchObject({ ok: false, limit: { counts: 'credits' } });
      expect(await used()).toEqual([1, 8, 0]);
      for (let call = 0; call < 4; call += 1) {
        await ledger.commit(reserved(await reserve(1, 'manual', call % 2 ? other : ledger)));
        clock.advance(2_100);
      }
      expect(await reserve(1)).toMatchObject({ ok: false, limit: { most: 5 } });
      expect(await used()).toEqual([5, 12, 0]);
      expect(await other.snapshot(host)).toMatchObject({ day: { used: 5 }, inFlight: 0 });
    });

    it('keeps the credits and the room of a call whose process was killed', async () => {
      const { clock, ledger, other, reserve, used } = setUp([hourOf(3), creditsOfMonth(20)]);
      await ledger.commit(reserved(await reserve(1)));
      reserved(await reserve(9));
      expect(await used()).toEqual([2, 10]);
      // It leaves the minute, and is taken to have been answered at the last possible moment.
      clock.advance(35_000 + 61_000);
      await other.commit(reserved(await reserve(1, 'manual', other)));
      expect(await used()).toEqual([3, 11]);
      expect(await reserve(1)).toMatchObject({ ok: false, limit: { counts: 'calls' } });
      // The calls of an hour are in buckets of half a minute.
      clock.advance(HOUR_MS - 36_000);
      expect(await used()).toEqual([1, 11]);
      expect(await reserve(10)).toMatchObject({ ok: false, limit: { counts: 'credits' } });
      expect(await reserve(9)).toMatchObject({ ok: true });
    });

    it('never exceeds any window as the host counts arrivals, with six workers and jitter', async () => {
      const more = [hourOf(90), creditsOfMonth(400), { ...politeDelay(10_000), most: 3 }];
      const { clock, host, limits } = setUp(more, Date.parse('2026-01-31T22:30:00Z'));
      const random = seededRandom(11);
      const workers = Array.from({ length: 6 }, () => ({
        ledger: factory.connect({ limits, clock }),
        answerAtMs: 0,
        reservation: undefined as QuotaReservation | undefined,
      }));
      const arrivals: { atMs: number; credits: number }[] = [];
      while (clock.nowMs() < Date.parse('2026-02-01T01:30:00Z')) {
        for (const worker of workers) {
          if (worker.reservation && clock.nowMs() < worker.answerAtMs) continue;
          const settlements = worker.reservation
            ? [{ reservation: worker.reservation, wasSent: true as const, headers: {} }]
            : [];
          worker.reservation = undefined;
          const credits = 1 + Math.floor(random() * 6);
          const request = { host, calls: 1, credits, priority: 'manual' as const };
          const [result] = await worker.ledger.settleAndReserve(host, { settlements, requests: [request] });
          // One in twelve processes dies with its call.
          if (!result || !('ok' in result) || !result.ok) continue;
          const takesMs = random() * 9_000;
          arrivals.push({ atMs: clock.nowMs() + random() * takesMs, credits });
          if (random() < 0.08) continue;
          worker.reservation = result.reservation;
          worker.answerAtMs = clock.nowMs() + takesMs;
        }
        clock.advance(9_000);
      }
      const most = (lengthMs: number): number =>
        Math.max(
          ...arrivals.map(
            ({ atMs }) => arrivals.filter((one) => one.atMs >= atMs && one.atMs < atMs + lengthMs).length,
          ),
        );
      expect(arrivals.length).toBeGreaterThan(150);
      expect(most(HOUR_MS)).toBeLessThanOrEqual(90);
      expect(most(10_000)).toBeLessThanOrEqual(3);
      // The provider's month may begin a minute earlier or later than ours.
      for (const changeMs of [-60_000, 0, 60_000].map((by) => Date.parse('2026-02-01T00:00:00Z') + by)) {
        const months = [
          arrivals.filter(({ atMs }) => atMs < changeMs),
          arrivals.filter(({ atMs }) => atMs >= changeMs),
        ];
        for (const month of months)
          expect(month.reduce((sum, { credits }) => sum + credits, 0)).toBeLessThanOrEqual(400);
      }
    });

    it('lets no two processes through for the last of a window', async () => {
      const { ledger, other, reserve } = setUp([hourOf(5), creditsOfMonth(1_000)]);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => reserve(2, 'manual', index % 2 ? ledger : other)),
      );
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
    });
  });
}
