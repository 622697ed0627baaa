import { describe, expect, it } from 'vitest';
import { creditMonth, learnedResetDay } from '../../../src/domain/credit-month.ts';
import { hostCredits } from '../../../src/monitoring/quota/month-of-credits.ts';
import type { QuotaSnapshot } from '../../../src/providers/client/quota-ledger.ts';

const host = 'odds.example';
const quota = (used: number, at: string) =>
  ({
    atMs: Date.parse(at),
    more: [{ window: { counts: 'credits', most: 500, span: { calendar: 'month' } }, used }],
  }) as unknown as QuotaSnapshot;
type Account = Parameters<typeof hostCredits>[0][number]['account'];
const months = (
  used: number,
  at: string,
  days: readonly (readonly [string, number])[],
  { setDay = null, account = null }: { setDay?: number | null; account?: Account } = {},
) =>
  hostCredits(
    [
      { host, provider_name: 'Odds', quota: quota(used, at), account, credits_reset_day: setDay },
      {
        host: 'calls.example',
        provider_name: 'Calls',
        quota: null,
        account: null,
        credits_reset_day: null,
      },
    ],
    days.map(([day, credits]) => ({ host, day, credits })),
  );

it('comes to what is used and the pace of the last seven days for the days that are left', () => {
  const [month, ...others] = months(60, '2026-01-20T12:00:00Z', [
    ['2026-01-20', 99],
    ['2026-01-19', 15],
    ['2026-01-13', 20],
    ['2026-01-12', 77],
  ]);
  expect(others).toEqual([]);
  // Five a day over seven days, and eleven days after this one.
  expect(month).toMatchObject({ used: 60, limit: 500, forecast: 60 + 55 });
});

it('goes by today where nothing came before, and ends with the month', () => {
  expect(months(6, '2026-01-30T12:00:00Z', [['2026-01-30', 6]])[0]?.forecast).toBe(12);
  expect(months(6, '2026-01-31T12:00:00Z', [['2026-01-31', 6]])[0]?.forecast).toBe(6);
  expect(months(0, '2026-02-01T12:00:00Z', [])[0]).toMatchObject({ forecast: 0, days: [] });
});

it('begins anew on the day that is set, else on the one that was learned', () => {
  const account = {
    host,
    plan: 'free',
    is_active: true,
    used: 0,
    day_limit: 500,
    read_at: null,
    problem: null,
    credits_reset_day: 17,
    credits_planned: 120,
    credits_planned_at: new Date('2026-01-20T11:30:00Z'),
  };
  const at = '2026-01-20T12:00:00Z';
  expect(months(60, at, [], { account, setDay: 3 })[0]).toMatchObject({
    begin_anew_at: new Date('2026-02-03T00:00:00Z'),
    begin_known_by: 'configuration',
    planned: 120,
    left_over: 500 - 60 - 120,
  });
  expect(months(60, at, [], { account })[0]).toMatchObject({
    begin_anew_at: new Date('2026-02-17T00:00:00Z'),
    begin_known_by: 'counts',
  });
  expect(months(60, at, [['2026-01-19', 70]])[0]).toMatchObject({
    begin_anew_at: new Date('2026-02-01T00:00:00Z'),
    begin_known_by: 'assumption',
    planned: null,
    left_over: 500 - 60 - 110,
  });
  // Nobody has planned for hours: what was planned then says nothing.
  expect(months(60, '2026-01-20T15:00:00Z', [], { account })[0]?.planned).toBeNull();
});

it('is a month from its day to the next, and begins on the last day of a month that lacks it', () => {
  const of = (at: string, day?: number) =>
    Object.values(creditMonth(Date.parse(at), day)).map((ms) => new Date(ms).toISOString().slice(0, 10));
  expect(of('2026-01-20T12:00:00Z')).toEqual(['2026-01-01', '2026-02-01']);
  expect(of('2026-01-16T23:59:59Z', 17)).toEqual(['2025-12-17', '2026-01-17']);
  expect(of('2026-01-17T00:00:00Z', 17)).toEqual(['2026-01-17', '2026-02-17']);
  expect(of('2026-03-01T00:00:00Z', 31)).toEqual(['2026-02-28', '2026-03-31']);
  expect(of('2026-02-28T00:00:00Z', 31)).toEqual(['2026-02-28', '2026-03-31']);
});

describe('the day on which an account begins anew', () => {
  const at = (iso: string, used: number, more: { limit?: number; plan?: string } = {}) => ({
    used,
    limit: 500,
    plan: 'free',
    ...more,
    atMs: Date.parse(iso),
  });
  const before = at('2026-01-17T00:05:00Z', 480);
  const now = at('2026-01-17T00:20:00Z', 6);
  const learned = (one: ReturnType<typeof at> | undefined, other: ReturnType<typeof at>) =>
    learnedResetDay(one, other, (plan) => plan === 'free' || plan === '20k');

  it('is learned where the count has fallen to nearly nothing, and all credits of the plan are there again', () => {
    expect(learned(before, now)).toBe(17);
    expect(learned(at('2026-01-16T23:50:00Z', 480), now)).toBe(17);
    expect(learned(at('2026-01-17T00:00:00Z', 30), at('2026-01-17T11:00:00Z', 0))).toBe(17);
  });

  it.each([
    ['credits that are given back', before, at('2026-01-17T00:20:00Z', 300)],
    [
      'another plan',
      at('2026-01-17T00:05:00Z', 480),
      at('2026-01-17T00:20:00Z', 6, { limit: 20_000, plan: '20k' }),
    ],
    [
      'a plan that nobody knows',
      at('2026-01-17T00:05:00Z', 480, { limit: 700, plan: '700 credits' }),
      at('2026-01-17T00:20:00Z', 6, { limit: 700, plan: '700 credits' }),
    ],
    ['an account that was hardly used', at('2026-01-17T00:05:00Z', 20), now],
    ['an answer that is older than what is known', now, at('2026-01-17T00:10:00Z', 2)],
    ['a night without looks', at('2026-01-16T20:00:00Z', 480), now],
    ['nothing before', undefined, now],
  ])('is not learned from %s', (_what, one, other) => expect(learned(one, other)).toBeUndefined());
});
