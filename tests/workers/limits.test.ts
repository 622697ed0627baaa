import { afterEach, describe, expect, it } from 'vitest';
import { limitsOfPlan } from '../../src/providers/api-sports/limits.ts';
import { dailyAllowance } from '../../src/providers/client/quota-windows.ts';
import type { PlanName } from '../../simulator/provider/plans.ts';
import { type TestProcess, startProcess } from '../support/processes.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { nbaSlates } from '../support/slates.ts';
import { redisIsAvailable } from '../support/test-app.ts';

/**
 * `SCORACLE_LIMITS=all` plays every plan on both stores until its minute is full and its day is spent, which takes a
 * machine that makes twenty calls a second for the largest of them; otherwise one day that is soon spent.
 */
const IS_FULL = process.env['SCORACLE_LIMITS'] === 'all';

type Play = {
  plan: PlanName;
  store: 'postgres' | 'redis';
  games: number;
  /** Instead of the plan's calls a day, so that a day ends within the test. */
  perDay: number;
  /** Whether the minute has to be full as well. */
  pressesMinute: boolean;
  seconds: number;
};

const SHORT: readonly Play[] = [
  { plan: 'pro', store: 'redis', games: 40, perDay: 60, pressesMinute: false, seconds: 300 },
];

/** Of a plan's minute: a minute this full is pressed, be the windows aligned as they are. */
const PRESSED_SHARE = 0.95;

/** A day of so many minutes is spent soon after its first minute is full. */
const DAY_IN_MINUTES = 1.25;

/**
 * A worker that is killed may have reserved calls that were not sent yet: the day has counted them, the provider has not.
 * As many as it has games at once.
 */
const CALLS_THAT_NEVER_LEFT = 10;

/** The numbers of a custom plan are a customer's own; twenty calls a second would never fill its minute. */
const CUSTOM = { API_SPORTS_PER_SECOND: '30', API_SPORTS_PER_MINUTE: '1200', API_SPORTS_PER_DAY: '150000' };

const FULL: readonly Play[] = (['postgres', 'redis'] as const).flatMap((store) =>
  (['free', 'pro', 'ultra', 'mega', 'custom'] as const).map((plan) => {
    const perDay = Math.ceil(limitsOfPlan(plan).perMinute * (plan === 'free' ? 2.5 : DAY_IN_MINUTES));
    // Two calls a game and a part of a slate: a tenth more games than the day has calls for.
    return { plan, store, games: Math.ceil(perDay * 0.55), perDay, pressesMinute: true, seconds: 300 };
  }),
);

describe('four workers that start cold on one key, one of them killed', () => {
  let world: SeedingWorld;
  const processes: TestProcess[] = [];
  afterEach(async () => {
    for (const one of processes.splice(0)) await one.crash();
    await world.close();
  });

  it.each(IS_FULL ? FULL : SHORT)(
    'exceed no limit of the plan $plan on the $store store, as the provider counts',
    async ({ plan, store, games, perDay, pressesMinute, seconds }) => {
      if (store === 'redis' && !redisIsAvailable()) return;
      const perSecond =
        plan === 'custom' ? Number(CUSTOM.API_SPORTS_PER_SECOND) : limitsOfPlan(plan).perSecond;
      world = await createSeedingWorld({
        store,
        environment: { API_SPORTS_PLAN: plan, ...(plan === 'custom' ? CUSTOM : {}) },
      });
      const { provider } = world;
      provider.setDials({ plan, perSecond, perDay, latencyMs: IS_FULL ? [5, 30] : [20, 120] });
      for (const [index, slate] of nbaSlates(games).entries()) await world.ingestDue(slate, 6 + 24 * index);
      provider.reset();

      const startedAtMs = Date.now();
      const environment = { ...world.test.environment, LOG_LEVEL: 'info', LEASE_SECONDS: '6' };
      processes.push(
        ...(await Promise.all(
          Array.from({ length: 4 }, () => startProcess('workers/main.ts', { environment })),
        )),
      );
      const calls = (): number => provider.stats().total;
      await expect.poll(calls, { interval: 20 }).toBeGreaterThan(6);
      await processes[0]?.crash();
      processes.push(await startProcess('workers/main.ts', { environment }));
      // Nothing more will be asked for today, by what the workers think.
      const isOver = `not exists (
        select 1 from seeding_tasks
        where status = 'running' or (status = 'pending' and due_at < now() + interval '10 minutes'))`;
      await world.until(isOver, seconds * 1000).catch(() => undefined);

      const { limits: record, total, quota, byEndpoint } = provider.stats();
      const tasks = await world.tasks();
      const completed = tasks.filter(({ status }) => status === 'completed').length;
      process.stdout.write(
        `[limits] ${store} ${plan}: ${total} calls in ${((Date.now() - startedAtMs) / 1000).toFixed(0)} s, ` +
          `${completed} of ${tasks.length} games seeded; used ${quota.usedToday}/${quota.perDay} of the day, ` +
          `busiest minute ${record.maxPerSlidingMinute}/${quota.perMinute}; over the day ${record.overDay}, ` +
          `minute ${record.overSlidingMinute}, second ${record.overSecond}; ` +
          `/status ${byEndpoint['/status']?.total ?? 0}\n`,
      );
      expect(record).toMatchObject({
        overDay: 0,
        overSlidingMinute: 0,
        overCalendarMinute: 0,
        overSecond: 0,
        refused: 0,
      });
      expect(completed).toBeGreaterThan(0);
      // The day is spent as far as first passes may spend it, and what waits says until when and why.
      const allowance = dailyAllowance(perDay, 'first_pass');
      expect(quota.usedToday).toBeLessThanOrEqual(allowance);
      expect(quota.usedToday).toBeGreaterThanOrEqual(allowance - CALLS_THAT_NEVER_LEFT);
      const waiting = tasks.filter(({ holdReason }) => holdReason === 'quota');
      expect(waiting.length).toBeGreaterThan(0);
      if (pressesMinute)
        expect(record.maxPerSlidingMinute).toBeGreaterThanOrEqual(PRESSED_SHARE * quota.perMinute);
    },
    IS_FULL ? 600_000 : 500_000,
  );
});
