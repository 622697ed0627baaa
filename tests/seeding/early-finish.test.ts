import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildProviders } from '../../src/app/build-providers.ts';
import { firstRow } from '../../src/db/rows.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createEarlyFinish } from '../../src/seeding/early-finish.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { nbaSlates } from '../support/slates.ts';
import { everyTime } from './live-support.ts';

describe('finals that are looked for before their window', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('are found with one call for the slate, shared by the fleet, and seeded at once', async () => {
    // Tipped off three hours ago: the windows open in an hour.
    world = await createSeedingWorld({ store: 'postgres', environment: { SEEDING_DELAY_MINUTES: '300' } });
    for (const slate of nbaSlates(6)) await world.ingestDue(slate, 3);
    const games = world.provider.games();
    const live = String(games[0]?.id);
    world.provider.setDials({ games: { [live]: { status: 'stuck' } } });
    const calls = (): number => world.provider.stats().byEndpoint['/games']?.total ?? 0;
    const looking = [1, 2].map(() => {
      const providers = buildProviders(world.app);
      const look = createEarlyFinish({
        db: world.app.database.db,
        sources: everyTime(providers.scoreSources, 600_000),
        isFromStart: false,
        publish: world.app.publisher.tryPublishPending,
        store: world.app.store,
        runCalls: providers.usage,
        clock: world.app.clock,
        logger: silentLogger(),
      });
      return { look, close: providers.close };
    });
    try {
      const signal = new AbortController().signal;
      const found = await Promise.all(looking.map(({ look }) => look(signal)));
      expect(found.map(({ brought }) => brought).sort((a, b) => a - b)).toEqual([0, 5]);
      expect(calls()).toBe(1);
      for (const again of await Promise.all(looking.map(({ look }) => look(signal))))
        expect(again).toMatchObject({ brought: 0 });
      expect(calls(), 'nobody asks again within the step').toBe(1);
      expect(await world.app.reconciler.run(), 'no job of the old time is left behind').toMatchObject({
        drift: { orphaned: 0, missing: 0 },
      });
    } finally {
      for (const { close } of looking) await close();
    }

    await world.startWorkers();
    await world.until(
      "(select count(*) from seeding_tasks where pass = 'first' and status = 'completed') = 5",
    );
    const left = await firstRow<{ status: string; is_ahead: boolean }>(
      world.app.database.db,
      sql`select task.status, task.due_at > now() as is_ahead from seeding_tasks as task
          join games as game on game.id = task.game_id where task.pass = 'first' and task.status <> 'completed'`,
    );
    expect(left, 'a game that goes on waits for its window').toEqual({ status: 'pending', is_ahead: true });
    expect(calls(), 'the seeding needs no slate of its own').toBe(1);
  });

  it('are seeded by the workers on their own, and a match with extra time at its next look', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      sport: 'FOOTBALL',
      environment: { SEEDING_DELAY_MINUTES: '300' },
    });
    await world.ingestDue(
      [
        ['Arsenal', 'Chelsea'],
        ['Everton', 'Fulham'],
        ['Leeds', 'Burnley'],
      ],
      2,
    );
    const late = String(world.provider.games()[2]?.id);
    world.provider.setDials({ games: { [late]: { notFinalUntilMs: Date.now() + 3_000 } } });
    await world.recur('finish-early');
    await world.startWorkers();
    await world.until("(select count(*) from seeding_tasks where status = 'completed') = 3");
    const early = await firstRow(
      world.app.database.db,
      sql`select count(*) filter (where task.completed_at < task.scheduled_time - interval '2 hours') as early,
                 count(*) filter (where game.home_score is not null and task.player_count = 40) as whole
          from seeding_tasks as task join games as game on game.id = task.game_id`,
    );
    expect(early).toEqual({ early: 3, whole: 3 });
    expect(world.provider.stats()).toMatchObject({ limits: { refused: 0 } });
    // The season's list once; all other calls ask for every match that is on.
    expect(world.provider.stats().byEndpoint).toEqual({ '/fixtures': expect.anything() });
  });
});
