import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildLimits } from '../../src/app/build-limits.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { MOVABLE_CLOCK, MOVABLE_CLOCK_PATH, moveTimeTo } from '../support/moved-time.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { nbaSlates } from '../support/slates.ts';
import { redisIsAvailable } from '../support/test-app.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Waiting tasks come back 5 s after the reset at the earliest, and spread over two minutes after that. */
const SPREAD_MS = 125_000;

/** First passes leave a twentieth of the day to what is asked by hand. */
const CALLS_A_DAY = 20;
const CALLS_OF_FIRST_PASSES = 19;

/** About 32 calls: more than one day has, and less than two. */
const GAMES = 15;

describe.each(['postgres', 'redis'] as const)('a day that is spent, on the %s store', (store) => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('holds what is left until 00:00 UTC, says so, and seeds it when the day has turned', async ({
    skip,
  }) => {
    if (store === 'redis' && !redisIsAvailable()) return skip('needs a redis-server');
    world = await createSeedingWorld({
      store,
      prepareDatabase: MOVABLE_CLOCK,
      searchPath: MOVABLE_CLOCK_PATH,
      // Redis tells its own time; PostgreSQL's is moved.
      limitsOf: (app) => buildLimits(app, store === 'redis' ? systemClock() : undefined),
    });
    const { app, provider } = world;
    const { db } = app.database;
    const midnightMs = (Math.floor(Date.now() / DAY_MS) + 2) * DAY_MS;
    await moveTimeTo(db, midnightMs - 4 * HOUR_MS);
    provider.setDials({ perDay: CALLS_A_DAY });
    for (const slate of nbaSlates(GAMES)) await world.ingestDue(slate);
    await Promise.all([world.startWorkers(), world.startWorkers()]);

    await world.until(`not exists (select 1 from seeding_tasks
                                   where status = 'running' or (status = 'pending' and hold_reason is null))`);
    expect(provider.stats().quota.usedToday).toBe(CALLS_OF_FIRST_PASSES);
    const held = await rowsOf<{ due_at: Date; hold_reason: string; detail: string; told: string }>(
      db,
      sql`select due_at, hold_reason, hold_detail as detail,
                 (select message from game_events where task_id = task.id and kind = 'held' order by id desc limit 1)
                   as told
          from seeding_tasks as task where status = 'pending'`,
    );
    expect(held.length).toBeGreaterThan(3);
    for (const { due_at: dueAt, hold_reason: reason, detail, told } of held) {
      expect(reason).toBe('quota');
      expect(detail).toMatch(/more urgent work|begun|used up/);
      expect(dueAt.getTime()).toBeGreaterThanOrEqual(midnightMs);
      expect(dueAt.getTime()).toBeLessThan(midnightMs + SPREAD_MS + 5_000);
      expect(told).toContain(`On hold until ${dueAt.toISOString()}`);
    }

    // Until the day has turned nobody asks.
    const asked = provider.stats().total;
    await moveTimeTo(db, midnightMs - 1_500);
    await expect.poll(() => provider.stats().quota.usedToday).toBe(0);
    expect(Date.now()).toBeGreaterThanOrEqual(midnightMs);
    expect(provider.stats().total).toBe(asked);
    await moveTimeTo(db, midnightMs + SPREAD_MS);
    await world.until("not exists (select 1 from seeding_tasks where status <> 'completed')");

    const { limits, quota, byOutcome } = provider.stats();
    expect(limits).toMatchObject({ overDay: 0, overSlidingMinute: 0, overSecond: 0, refused: 0 });
    expect(byOutcome.quota_day).toBeUndefined();
    expect(quota.usedToday).toBeGreaterThan(0);
    expect(quota.usedToday).toBeLessThanOrEqual(CALLS_OF_FIRST_PASSES);
    expect((await world.tasks()).map(({ retryCount }) => retryCount)).toEqual(Array(GAMES).fill(0));
  });
});
