import { describe, expect, it } from 'vitest';
import {
  type LimitSource,
  type PlanLimits,
  creditsOf,
  ledgerLimits,
  windowsOf,
} from '../../../src/providers/client/limits.ts';

const source: LimitSource = { page: 'https://provider.example/limits', asOf: '2026' };

function plan(
  ...limits: readonly (readonly [
    'calls' | 'credits',
    'second' | 'minute' | 'hour' | 'day' | 'month',
    number,
  ])[]
): PlanLimits {
  return { limits: limits.map(([counts, per, most]) => ({ counts, per, most, source })) };
}

const UNLIMITED = 1_000_000_000;

describe('the limits of a provider', () => {
  it('become windows that slide, and those of the calendar', () => {
    const windows = windowsOf(
      plan(['calls', 'second', 5], ['calls', 'hour', 600], ['credits', 'month', 500]),
    );
    expect(windows).toEqual([
      { counts: 'calls', most: 5, span: { slidesOverMs: 1_000 } },
      { counts: 'calls', most: 600, span: { slidesOverMs: 3_600_000 } },
      { counts: 'credits', most: 500, span: { calendar: 'month' } },
    ]);
  });

  it('give way to single numbers of a contract, also where the table has none', () => {
    const windows = windowsOf(plan(['calls', 'minute', 10]), { minute: 20, day: 70 });
    expect(ledgerLimits(windows)).toEqual({ perSecond: 20, perMinute: 20, perDay: 70 });
  });

  it.each([
    [
      'seconds, minutes and days as they are',
      plan(['calls', 'second', 5], ['calls', 'minute', 10], ['calls', 'day', 100]),
      { perSecond: 5, perMinute: 10, perDay: 100 },
    ],
    [
      'windows of another length as they are',
      plan(['calls', 'minute', 30], ['calls', 'hour', 600]),
      {
        perSecond: 30,
        perMinute: 30,
        more: [{ counts: 'calls', most: 600, span: { slidesOverMs: 3_600_000 } }],
      },
    ],
    [
      'credits apart from calls',
      plan(['calls', 'second', 30], ['credits', 'month', 500]),
      { perSecond: 30, more: [{ counts: 'credits', most: 500, span: { calendar: 'month' } }] },
    ],
    [
      'the narrowest of several',
      plan(['calls', 'hour', 600], ['calls', 'hour', 400]),
      { more: [{ counts: 'calls', most: 400, span: { slidesOverMs: 3_600_000 } }] },
    ],
    [
      'a polite delay as a window for one call',
      { limits: [], politeDelay: { delayMs: 3_000, source } },
      { more: [{ counts: 'calls', most: 1, span: { slidesOverMs: 3_000 } }] },
    ],
  ] as const)('are held by the ledger: %s', (_what, limits, expected) => {
    const unlimited = { perSecond: UNLIMITED, perMinute: UNLIMITED, perDay: UNLIMITED };
    expect(ledgerLimits(windowsOf(limits))).toEqual({ ...unlimited, ...expected });
  });

  it('are refused where they take nothing', () => {
    expect(() => ledgerLimits(windowsOf(plan(['credits', 'month', 0])))).toThrow(RangeError);
  });

  it('cost markets times regions in credits, and history ten times as much', () => {
    expect(creditsOf({ markets: 3, regions: 1 })).toBe(3);
    expect(creditsOf({ markets: 3, regions: 2, isHistorical: true })).toBe(60);
  });
});
