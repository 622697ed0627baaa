import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow } from '../../src/db/rows.ts';
import { type CrashWorld, createCrashWorld } from '../support/crash-world.ts';
import { ingestSlates, slatesUntil } from '../support/schedules.ts';
import { redisIsAvailable } from '../support/test-app.ts';

describe.each(['postgres', 'redis'] as const)(
  'games that change while they run, on the %s store',
  (store) => {
    const test = it.skipIf(store === 'redis' && !redisIsAvailable());
    let world: CrashWorld;
    afterEach(() => world.close());

    /** Fifteen games whose runs hang at the provider. */
    async function startHanging(): Promise<void> {
      world = await createCrashWorld({ store, latencyMs: 50 });
      world.provider.setDials({ isHanging: true });
      await ingestSlates(world, world.app.ingestService, slatesUntil(Date.now() - 5_000, 15));
      await world.startChores();
      await world.startWorker();
      await world.until("(select count(*) from seeding_tasks where status = 'running') = 4");
    }

    test('a game moved by a new file is seeded once, at its new time, and the old run writes nothing', async () => {
      await startHanging();
      const newDueMs = Date.now() + 6_000;
      const moved = await ingestSlates(world, world.app.ingestService, slatesUntil(newDueMs, 15));
      expect(moved).toMatchObject({ games_added: 0, games_moved: 15, tasks_rescheduled: 15 });
      // The old runs are still waiting for their answers and get them now.
      world.provider.setDials({ isHanging: false });
      expect(await world.settle()).toEqual([]);
      const early = await firstRow<{ count: number }>(
        world.app.database.db,
        sql`select count(*) as count from game_events as event join seeding_tasks as task on task.id = event.task_id
          where event.kind = 'seeded' and event.created_at < task.scheduled_time - interval '1 second'`,
      );
      expect(early).toEqual({ count: 0 });
      await world.report('moved by a file while running');
    });

    test('a game cancelled by hand while it runs stays cancelled and gets no lines', async () => {
      await startHanging();
      const running = (await world.tasks()).filter((task) => task.status === 'running');
      for (const task of running) await world.app.taskActions.cancel(task.id, { name: 'test' });
      world.provider.setDials({ isHanging: false });
      expect(await world.settle()).toEqual([]);
      const ids = running.map((task) => task.id);
      const after = await firstRow(
        world.app.database.db,
        sql`select count(*) filter (where task.status = 'cancelled') as cancelled,
                 (select count(*) from nba_player_game_stats as line
                  where line.game_id in (select game_id from seeding_tasks where id = any(${sql.param(ids)}::int[]))) as lines
          from seeding_tasks as task where id = any(${sql.param(ids)}::int[])`,
      );
      expect(after).toEqual({ cancelled: running.length, lines: 0 });
      await world.report('cancelled by hand while running');
    });
  },
);
