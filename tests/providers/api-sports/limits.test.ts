import { describe, expect, it } from 'vitest';
import { API_SPORTS_PLANS, limitsOfPlan } from '../../../src/providers/api-sports/limits.ts';

describe('the limits of the API-Sports plans', () => {
  it('are the published ones', () => {
    expect(
      API_SPORTS_PLANS.map((plan) => [plan, limitsOfPlan(plan).perMinute, limitsOfPlan(plan).perDay]),
    ).toEqual([
      ['free', 10, 100],
      ['pro', 300, 7_500],
      ['ultra', 450, 75_000],
      ['mega', 900, 150_000],
      ['custom', 1_200, 150_000],
    ]);
  });

  it('give way to single numbers of the configuration', () => {
    const overrides = { perSecond: 2, perDay: 50 };
    expect(limitsOfPlan('free', overrides)).toEqual({ perSecond: 2, perMinute: 10, perDay: 50 });
  });
});
