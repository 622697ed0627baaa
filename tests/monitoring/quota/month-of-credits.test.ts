import { expect, it } from 'vitest';
import { hostCredits } from '../../../src/monitoring/quota/month-of-credits.ts';
import type { QuotaSnapshot } from '../../../src/providers/client/quota-ledger.ts';

const host = 'odds.example';
const quota = (used: number, at: string) =>
  ({
    atMs: Date.parse(at),
    more: [{ window: { counts: 'credits', most: 500, span: { calendar: 'month' } }, used }],
  }) as unknown as QuotaSnapshot;
const months = (used: number, at: string, days: readonly (readonly [string, number])[]) =>
  hostCredits(
    [
      { host, provider_name: 'Odds', quota: quota(used, at) },
      { host: 'calls.example', provider_name: 'Calls', quota: null },
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
