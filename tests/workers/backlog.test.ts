import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { nbaSlates } from '../support/slates.ts';
import { redisIsAvailable } from '../support/test-app.ts';

const GAMES = 100;
const PER_MINUTE = 60;

describe('a backlog behind the limit of a minute', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it.each(['postgres', 'redis'] as const)(
    'is read oldest first, without delivering all of it every minute, and says how long it takes, on the %s store',
    async (store) => {
      const isSkipped = store === 'redis' && !redisIsAvailable();
      world = await createSeedingWorld({
        store: isSkipped ? 'postgres' : store,
        environment: { API_SPORTS_PER_MINUTE: String(PER_MINUTE) },
      });
      if (isSkipped) return;
      world.provider.setDials({ perMinute: PER_MINUTE });
      const slates = nbaSlates(GAMES);
      for (const [index, slate] of slates.toReversed().entries())
        await world.ingestDue(slate, 6 + 24 * (slates.length - index));
      world.provider.reset();
      await world.startWorkers(8);
      const { db } = world.app.database;

      await world.until("(select count(*) from seeding_tasks where hold_reason = 'quota') > 60", 60_000);
      const line = await firstRow<{ held: number; moments: number; last: number; words: string }>(
        db,
        sql`select count(*)::int as held, count(distinct date_trunc('second', due_at))::int as moments,
                   extract(epoch from max(due_at) - min(due_at))::int as last, max(hold_detail) as words
            from seeding_tasks where hold_reason = 'quota'`,
      );
      // Some 70 games of two calls each at 60 a minute.
      expect(line?.last).toBeGreaterThan(90);
      expect(line?.moments).toBeGreaterThan((line?.held ?? 0) * 0.6);
      expect(line?.words).toMatch(/\d+ games? .*before it, .*minutes? at 60 calls/);

      await world.until("(select count(*) from seeding_tasks where status = 'completed') >= 45", 150_000);
      const inOrder = await rowsOf<{ status: string }>(
        db,
        sql`select status from seeding_tasks order by scheduled_time, id`,
      );
      const firstOpen = inOrder.findIndex(({ status }) => status !== 'completed');
      const overtaking = inOrder.slice(firstOpen).filter(({ status }) => status === 'completed').length;
      const refused = await firstRow<{ holds: number }>(
        db,
        sql`select count(*)::int as holds from game_events where kind = 'held'`,
      );
      process.stdout.write(
        `[backlog] ${store}: first open is number ${firstOpen + 1}, ${overtaking} overtook it; ${refused?.holds} holds of ${GAMES} games\n`,
      );
      expect(overtaking).toBeLessThanOrEqual(12);
      expect(refused?.holds).toBeLessThan(2 * GAMES);
      expect(world.provider.stats().limits).toMatchObject({ overSlidingMinute: 0, refused: 0 });
    },
    300_000,
  );
});
