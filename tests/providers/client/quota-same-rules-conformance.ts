import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/platform/random.ts';
import type {
  QuotaHeaders,
  QuotaLedger,
  QuotaLimits,
  QuotaOutcome,
  QuotaReservation,
} from '../../../src/providers/client/quota-ledger.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import type { LedgerFactory } from './quota-ledger-conformance.ts';

const LATE = Date.parse('2026-01-15T23:40:00Z');
const PRIORITIES = ['first_pass', 'first_pass', 'first_pass', 'correction', 'backfill', 'manual'] as const;
const SHARES = ['NBA', 'NFL', undefined] as const;

let hosts = 0;

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
    it.each(plans)(
      'decides as the rules do ($perSecond, $perMinute, $perDay)',
      async ({ seed, ...limits }) => {
        const random = seededRandom(seed);
        const clock = createManualClock(LATE);
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

  async function reserve(stored: QuotaLedger): Promise<void> {
    const work =
      random() < 0.5 ? { id: pick(['a', 'b', 'c']), callsAhead: pick([0, 1, 3, undefined]) } : undefined;
    const calls = random() < 0.2 ? 2 : 1;
    // At a retry a call may be under way for longer.
    const timeoutMs = pick([undefined, undefined, 45_000, 90_000]);
    const request = { host, calls, priority: pick(PRIORITIES), share: pick(SHARES), work, timeoutMs };
    const [one, other] = [await stored.reserve(request), await rules.reserve(request)];
    expect(withoutId(one)).toEqual(withoutId(other));
    if (one.ok && other.ok) underWay.push({ stored: one.reservation, byRules: other.reservation });
  }

  /** What an honest provider says, and now and then something else. */
  async function headers(): Promise<QuotaHeaders> {
    if (random() < 0.2) return {};
    const { day } = await rules.snapshot(host);
    const told = random() < 0.03 ? Math.floor(random() * limits.perDay) : Math.min(limits.perDay, day.used);
    const minute = { minuteLimit: limits.perMinute, minuteRemaining: random() < 0.03 ? 0 : 3 };
    return { dailyLimit: limits.perDay, dailyRemaining: limits.perDay - told, ...minute };
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
    if (choice < 0.5) await reserve(stored);
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
