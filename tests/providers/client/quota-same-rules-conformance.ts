import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/platform/random.ts';
import type {
  QuotaHeaders,
  QuotaLedger,
  QuotaLimits,
  QuotaOrder,
  QuotaOutcome,
  QuotaRequest,
  QuotaReservation,
  QuotaResult,
} from '../../../src/providers/client/quota-ledger.ts';
import type { LimitWindow } from '../../../src/providers/client/limit-window.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import type { LedgerFactory } from './quota-ledger-conformance.ts';

const LATE = Date.parse('2026-01-15T23:40:00Z');
const END_OF_MONTH = Date.parse('2026-01-31T23:40:00Z');
const PRIORITIES = ['first_pass', 'first_pass', 'first_pass', 'correction', 'backfill', 'manual'] as const;
const SHARES = ['NBA', 'NFL', undefined] as const;

let hosts = 0;

const hourOf = (most: number): LimitWindow => ({ counts: 'calls', most, span: { slidesOverMs: 3_600_000 } });
const polite = (delayMs: number): LimitWindow => ({
  counts: 'calls',
  most: 1,
  span: { slidesOverMs: delayMs },
});
const CREDITS_OF_DAY: LimitWindow = { counts: 'credits', most: 500, span: { calendar: 'day' } };
const CREDITS_OF_MONTH: LimitWindow = { counts: 'credits', most: 900, span: { calendar: 'month' } };

/** The same reservation in the ledger that is tested and in that of the rules alone. */
type Pair = { stored: QuotaReservation; byRules: QuotaReservation };

/** A store counts by itself where that is enough: with the same results as the rules, whatever happens. */
export function describeSameRules(name: string, factory: LedgerFactory): void {
  describe.skipIf(factory.isSkipped === true)(`the short way through ${name}`, () => {
    beforeAll(factory.open, 60_000);
    afterAll(factory.close, 60_000);

    const plans: readonly (QuotaLimits & { seed: number })[] = [
      { seed: 1, perSecond: 8, perMinute: 60, perDay: 5_000 },
      { seed: 2, perSecond: 1_000, perMinute: 40, perDay: 2_300 },
      { seed: 3, perSecond: 5, perMinute: 1_000, perDay: 150 },
      { seed: 4, perSecond: 20, perMinute: 300, perDay: 7_500 },
    ];
    const windowed: readonly (QuotaLimits & { seed: number })[] = [
      { seed: 5, perSecond: 20, perMinute: 300, perDay: 7_500, more: [hourOf(70), CREDITS_OF_MONTH] },
      { seed: 6, perSecond: 50, perMinute: 500, perDay: 900, more: [polite(1_300), hourOf(200)] },
      {
        seed: 7,
        perSecond: 9,
        perMinute: 80,
        perDay: 5_000,
        more: [CREDITS_OF_DAY, CREDITS_OF_MONTH, hourOf(120)],
      },
    ];
    it.each([...plans, ...windowed])(
      'decides as the rules do ($perSecond, $perMinute, $perDay, $more.length)',
      async ({ seed, ...limits }) => {
        const random = seededRandom(seed);
        const clock = createManualClock(limits.more ? END_OF_MONTH : LATE);
        hosts += 1;
        const host = `same-rules-${process.pid}-${hosts}.example`;
        const rules = createMemoryLedger(clock, limits);
        const workers = [factory.connect({ limits, clock }), factory.connect({ limits, clock })];
        const play = createPlay({ host, limits, clock, random, rules });
        for (let step = 0; step < 350; step += 1) {
          await play(workers[Math.floor(random() * workers.length)] as QuotaLedger);
        }
      },
      120_000,
    );
  });
}

function createPlay({
  host,
  limits,
  clock,
  random,
  rules,
}: {
  host: string;
  limits: QuotaLimits;
  clock: ManualClock;
  random: () => number;
  rules: QuotaLedger;
}): (stored: QuotaLedger) => Promise<void> {
  const underWay: Pair[] = [];
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;

  const areSingle = limits.more?.some(({ most }) => most === 1) === true;

  function asked(): QuotaRequest {
    const work =
      random() < 0.5 ? { id: pick(['a', 'b', 'c']), callsAhead: pick([0, 1, 3, undefined]) } : undefined;
    const calls = random() < 0.2 && !areSingle ? 2 : 1;
    // At a retry a call may be under way for longer.
    const timeoutMs = pick([undefined, undefined, 45_000, 90_000]);
    const credits = limits.more ? { credits: pick([undefined, 2, 5, 10]) } : {};
    const request = { host, calls, priority: pick(PRIORITIES), share: pick(SHARES), work, timeoutMs };
    return { ...request, ...credits };
  }

  async function compare(
    stored: QuotaLedger,
    [one, other]: readonly [QuotaResult | undefined, QuotaResult | undefined],
  ): Promise<void> {
    if (!one || !other || !('ok' in one) || !('ok' in other)) throw new Error('a request was not answered');
    expect(withoutId(one)).toEqual(withoutId(other));
    if (one.ok && other.ok) underWay.push({ stored: one.reservation, byRules: other.reservation });
    // The rules write nothing where they refuse, and buckets grow coarse with the next write only.
    else for (const ledger of [stored, rules]) await ledger.noteRefused(host, 'second', 0);
  }

  async function reserve(stored: QuotaLedger): Promise<void> {
    const request = asked();
    await compare(stored, [await stored.reserve(request), await rules.reserve(request)]);
  }

  /** What the batch of a process sends: calls that are over, and one that begins. */
  async function settleAndReserve(stored: QuotaLedger): Promise<void> {
    const over = underWay.splice(0, 2);
    const said = await headers();
    const requests = [asked()];
    const orderOf = (reservations: readonly QuotaReservation[]): QuotaOrder => ({
      settlements: reservations.map((reservation) => ({ reservation, wasSent: true, headers: said })),
      requests,
    });
    const one = await stored.settleAndReserve(host, orderOf(over.map((pair) => pair.stored)));
    const other = await rules.settleAndReserve(host, orderOf(over.map((pair) => pair.byRules)));
    await compare(stored, [one[0], other[0]]);
  }

  /** What an honest provider says, and now and then something else. */
  async function headers(): Promise<QuotaHeaders> {
    if (random() < 0.2) return {};
    const { day, more = [] } = await rules.snapshot(host);
    const periods = more.flatMap(({ window: { counts, span }, used }) =>
      'calendar' in span ? [{ counts, calendar: span.calendar, used: used + pick([-3, 0, 0, 4]) }] : [],
    );
    const told = random() < 0.03 ? Math.floor(random() * limits.perDay) : Math.min(limits.perDay, day.used);
    const minute = { minuteLimit: limits.perMinute, minuteRemaining: random() < 0.03 ? 0 : 3 };
    const said = { dailyLimit: limits.perDay, dailyRemaining: limits.perDay - told, ...minute };
    return periods.length > 0 ? { ...said, periods } : said;
  }

  async function settle(stored: QuotaLedger): Promise<void> {
    const [pair] = underWay.splice(Math.floor(random() * underWay.length), 1);
    if (!pair) return;
    if (random() < 0.15) {
      await stored.refund(pair.stored);
      await rules.refund(pair.byRules);
      return;
    }
    const said = await headers();
    await stored.commit(pair.stored, said);
    await rules.commit(pair.byRules, said);
  }

  async function beTold(stored: QuotaLedger): Promise<void> {
    const { day } = await rules.snapshot(host);
    const kind = random();
    for (const ledger of [stored, rules]) {
      if (kind < 0.4) {
        const shares = { NBA: { first_pass: 20, backfill: 30 }, NFL: { first_pass: 10 } };
        await ledger.noteDemand(host, { day: day.date, shares });
      } else if (kind < 0.6) {
        await ledger.noteRefused(host, 'minute', clock.nowMs() + 4_000);
      } else if (kind < 0.7) {
        await ledger.noteRefused(host, 'day', clock.nowMs() + 40_000);
      } else {
        await ledger.noteDailyUsage(host, { used: Math.floor(day.used * 0.9), limit: limits.perDay });
      }
    }
  }

  return async (stored) => {
    const choice = random();
    if (choice < 0.35) await reserve(stored);
    else if (choice < 0.5) await settleAndReserve(stored);
    else if (choice < 0.93) await settle(stored);
    else if (choice < 0.96) await beTold(stored);
    else clock.advance(random() < 0.2 ? 50_000 : 1_500);
    clock.advance(Math.floor(random() * 400));
    expect(await seen(stored, host)).toEqual(await seen(rules, host));
  };
}

function withoutId(outcome: QuotaOutcome): unknown {
  return outcome.ok ? { ...outcome, reservation: { ...outcome.reservation, id: '' } } : outcome;
}

async function seen(ledger: QuotaLedger, host: string): Promise<unknown> {
  const snapshot = await ledger.snapshot(host);
  return { ...snapshot, waitingShares: snapshot.waitingShares.toSorted() };
}
