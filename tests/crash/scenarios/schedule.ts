import { sql } from 'drizzle-orm';
import { firstRow } from '../../../src/db/rows.ts';
import type { CrashWorld } from '../../support/crash-world.ts';
import { ingestSlates, slatesUntil } from '../../support/schedules.ts';
import type { Scenario } from '../scenario.ts';

/** Games whose runs hang at the provider. */
async function startHanging(world: CrashWorld): Promise<void> {
  world.provider.setDials({ isHanging: true });
  await ingestSlates(world, world.app.ingestService, slatesUntil(Date.now() - 5_000, world.games));
  await world.startChores();
  await world.startWorker();
  await world.until("(select count(*) from seeding_tasks where status = 'running') >= 4");
}

async function move(world: CrashWorld): Promise<void> {
  const newDueMs = Date.now() + 6_000;
  const moved = await ingestSlates(world, world.app.ingestService, slatesUntil(newDueMs, world.games));
  if (moved.games_added !== 0 || moved.games_moved !== world.games) {
    throw new Error(`not moved: ${JSON.stringify({ ...moved, quarantined: [] })}`);
  }
}

/** What changes about a game while it is being seeded. */
export const scheduleScenarios: readonly Scenario[] = [
  {
    id: 'moved-while-running',
    what: 'a game moved by a new file is seeded once, at its new time, and the old run writes nothing',
    short: ['redis'],
    shortGames: 15,
    world: { latencyMs: 50 },
    async play(world) {
      await startHanging(world);
      await move(world);
      // The old runs are still waiting for their answers and get them now.
      world.provider.setDials({ isHanging: false });
      await world.recovers();
      await world.settle();
      const early = await firstRow<{ count: number }>(
        world.app.database.db,
        sql`select count(*) as count from game_events as event join seeding_tasks as task on task.id = event.task_id
          where event.kind = 'seeded' and event.created_at < task.scheduled_time - interval '1 second'`,
      );
      if (early?.count !== 0) throw new Error(`${early?.count} games were seeded before their new time`);
    },
  },
  {
    id: 'cancelled-while-running',
    what: 'a game cancelled by hand while it runs stays cancelled and gets no lines',
    short: ['postgres'],
    shortGames: 15,
    world: { latencyMs: 50 },
    async play(world) {
      await startHanging(world);
      const running = (await world.tasks()).filter((task) => task.status === 'running');
      for (const task of running) await world.app.taskActions.cancel(task.id, { name: 'test' });
      world.provider.setDials({ isHanging: false });
      await world.recovers();
      await world.settle();
      const ids = running.map((task) => task.id);
      const after = await firstRow<{ cancelled: number; lines: number }>(
        world.app.database.db,
        sql`select count(*) filter (where task.status = 'cancelled') as cancelled,
                 (select count(*) from nba_player_game_stats as line
                  where line.game_id in (select game_id from seeding_tasks where id = any(${sql.param(ids)}::int[]))) as lines
          from seeding_tasks as task where id = any(${sql.param(ids)}::int[])`,
      );
      if (after?.cancelled !== running.length || after.lines !== 0) {
        throw new Error(`cancelled games were touched: ${JSON.stringify(after)}`);
      }
    },
  },
  {
    id: 'postponed-while-running',
    what: 'a game postponed while it runs waits for its new date and is seeded then',
    shortGames: 15,
    world: { latencyMs: 50 },
    async play(world) {
      await startHanging(world);
      const games = world.provider.games();
      const dials = (status: 'postponed' | null) =>
        Object.fromEntries(games.map(({ id }) => [String(id), { status }]));
      world.provider.setDials({ isHanging: false, games: dials('postponed') });
      await world.until("exists (select 1 from seeding_tasks where hold_reason = 'postponed')", 60_000);
      world.provider.setDials({ games: dials(null) });
      await move(world);
      await world.recovers();
    },
  },
  {
    id: 'cancelled-by-the-league-while-running',
    what: 'a game that the league cancels while it runs ends as cancelled, and the others are seeded',
    shortGames: 15,
    world: { latencyMs: 50 },
    async play(world) {
      await startHanging(world);
      const cancelled = world.provider.games().filter((_, index) => index % 3 === 0);
      world.provider.setDials({
        isHanging: false,
        games: Object.fromEntries(cancelled.map(({ id }) => [String(id), { status: 'cancelled' as const }])),
      });
      await world.recovers();
      await world.settle();
      await world.until(
        `(select count(*) from seeding_tasks where status = 'cancelled' or error_message is not null) >= ${cancelled.length}`,
        0,
      );
    },
  },
];
