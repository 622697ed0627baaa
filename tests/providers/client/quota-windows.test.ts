import { describe, expect, it } from 'vitest';
import { dailyAllowance, dailyRetryAt, minuteRetryAt } from '../../../src/providers/client/quota-windows.ts';

const at = (time: string): number => Date.parse(time);

describe('the shares of a daily quota', () => {
  it('leave the last calls to more urgent work', () => {
    const allowances = (perDay: number): number[] =>
      (['manual', 'first_pass', 'correction', 'backfill'] as const).map((priority) =>
        dailyAllowance(perDay, priority),
      );
    expect(allowances(100)).toEqual([100, 95, 90, 80]);
    expect(allowances(7_500)).toEqual([7_500, 7_125, 6_750, 6_000]);
    expect(allowances(3)).toEqual([3, 3, 3, 3]);
    expect(allowances(0)).toEqual([0, 0, 0, 0]);
  });
});

describe('asking again', () => {
  it('after a spent day comes within minutes of the next midnight in UTC', () => {
    const noon = at('2026-01-15T12:00:00Z');
    expect(dailyRetryAt(noon, () => 0)).toBe(at('2026-01-16T00:00:05Z'));
    expect(dailyRetryAt(noon, () => 0.999_999)).toBeLessThan(at('2026-01-16T00:02:05Z'));
    expect(dailyRetryAt(at('2026-12-31T23:59:59.999Z'), () => 0)).toBe(at('2027-01-01T00:00:05Z'));
  });

  it('after a full minute comes within seconds of the next', () => {
    const late = at('2026-01-15T12:00:59.500Z');
    expect(minuteRetryAt(late, () => 0)).toBe(at('2026-01-15T12:01:01Z'));
    expect(minuteRetryAt(late, () => 0.999_999)).toBeLessThan(at('2026-01-15T12:01:04Z'));
  });
});
