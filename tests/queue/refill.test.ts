import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { seedingQueue } from '../../src/queue/catalog.ts';
import { createReconciler } from '../../src/queue/reconciler.ts';
import type { QueueStore } from '../../src/queue/store.ts';
import { type TestApp, createTestApp, redisIsAvailable } from '../support/test-app.ts';

/** More than the reconciler reads at once. */
const TASKS = 6_000;
const QUEUE = seedingQueue('NBA');

describe.each(['postgres', 'redis'] as const)('an emptied queue, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: TestApp;
  afterEach(() => world.close());

  test('is filled page by page, everything overdue first, and what is missing later is found on any page', async () => {
    world = await createTestApp({ store });
    const { app } = world;
    const { db } = app.database;
    await makeTasks(db, TASKS);
    const delaysMs: number[] = [];
    const watched: QueueStore = {
      ...app.store,
      addJobs(jobs) {
        delaysMs.push(...jobs.map((job) => job.delayMs));
        return app.store.addJobs(jobs);
      },
    };
    const reconciler = createReconciler({
      db,
      leases: app.choreLeases,
      store: watched,
      clock: app.clock,
      logger: silentLogger(),
    });
    const filled = { openTasks: TASKS, drift: { missing: TASKS }, repaired: TASKS };
    expect(await reconciler.run()).toMatchObject(filled);
    const lateFirst = delaysMs.findIndex((delayMs) => delayMs > 0);
    expect(lateFirst).toBe(TASKS / 2);
    expect(delaysMs.slice(lateFirst).every((delayMs) => delayMs > 0)).toBe(true);

    const agreed = { openTasks: TASKS, queuedJobs: TASKS, drift: { missing: 0, orphaned: 0, mistimed: 0 } };
    expect(await reconciler.run()).toMatchObject(agreed);
    const gone = await db.execute<{ id: string }>(
      sql`select 'game-' || game_id || '-first-r1' as id from seeding_tasks where id % 1000 = 7`,
    );
    for (const { id } of gone.rows) await app.store.removeJob(QUEUE, id);
    expect(await reconciler.run()).toMatchObject({
      drift: { missing: TASKS / 1_000 },
      repaired: TASKS / 1_000,
    });
    expect(await reconciler.run()).toMatchObject(agreed);
    const unmarked = await db.execute(sql`select 1 from seeding_tasks where enqueued_at is null`);
    expect(unmarked.rows).toEqual([]);
  });
});

/** Games with open tasks; every second one is overdue. */
async function makeTasks(db: Database, count: number): Promise<void> {
  await db.execute(
    sql`insert into seasons (sport_id, year) select id, 1950 from sports where display_name = 'NBA' on conflict do nothing`,
  );
  await db.execute(sql`
    with nba as (select team.id, row_number() over (order by team.id) as number from teams as team
                 join sports as sport on sport.id = team.sport_id where sport.display_name = 'NBA'),
    made as (
      insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id)
      select sport.id, season.id, league.id, day.date, day.date, day.date, home.id, away.id
      from sports as sport
      join seasons as season on season.sport_id = sport.id and season.year = 1950
      join leagues as league on league.sport_id = sport.id
      cross join generate_series(1, ${count}) as game(number)
      cross join lateral (select date '1950-01-01' + (game.number / 15)::int as date) as day
      join nba as home on home.number = (game.number % 15) + 1
      join nba as away on away.number = home.number + 15
      where sport.display_name = 'NBA'
      returning id)
    insert into seeding_tasks (game_id, scheduled_time, due_at)
    select id, now(), now() + case when id % 2 = 0 then -1 else 1 end * (id || ' minutes')::interval from made`);
}
