import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../simulator/provider/simulated-provider.ts';
import { simulatedSport } from '../../simulator/provider/sports.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

/** Means something to URLs and to patterns. */
const KEY = 'seeding.+(k)*y%2F&a=b';

/** A source by itself serves a whole game, from its slate to the lines, over real queues and a real database. */
describe.each(['nba-stats', 'goalserve'])('%s as the source of box scores', (name) => {
  let world: SeedingWorld;
  let server: SimulatedProvider;
  afterEach(async () => {
    await world.close();
    await server.stop();
  });

  it('seeds a game whole, and leaves its key nowhere', async () => {
    server = createSimulatedProvider({
      sport: 'NBA',
      provider: name,
      seed: 5,
      clock: systemClock(),
      logger: silentLogger(),
      key: KEY,
      dials: { plan: 'ultra', perSecond: 1_000 },
    });
    const { url } = await server.start();
    const environment = {
      BOX_SCORE_SOURCES: name,
      ...simulatedSport('NBA', name).settings({ url, key: KEY }),
    };
    world = await createSeedingWorld({ store: 'postgres', environment });
    const { db } = world.app.database;
    await world.ingestDue([['BOS', 'MIA']]);
    const [game] = await rowsOf<{ at: Date; home: string; away: string }>(
      db,
      sql`select game_datetime as at, home.name as home, away.name as away from games as game
          join teams as home on home.id = game.home_team_id join teams as away on away.id = game.away_team_id`,
    );
    if (!game) throw new Error('there is no game');
    server.addGames([{ home: game.home, away: game.away, startMs: game.at.getTime() }]);
    await world.startWorkers();
    await world.until(`(select bool_and(status = 'completed') from seeding_tasks)`);
    const [lines] = await rowsOf<{ players: number; starters: number; teams: number; state: string }>(
      db,
      sql`select (select count(*)::int from nba_player_game_stats where source = ${name}) as players,
                 (select count(*)::int from nba_player_game_stats where is_starter) as starters,
                 (select count(*)::int from nba_team_game_stats where source = ${name}) as teams,
                 (select seeding_status from games) as state`,
    );
    expect(lines).toMatchObject({ starters: 10, teams: 2, state: 'completed' });
    expect(lines?.players).toBeGreaterThan(19);
    if (name === 'nba-stats') {
      await world.recur('poll-officials');
      await world.until(`(select count(*) from game_officials where source = 'nba-stats') >= 3`);
    }
    // Bodies and calls are written a moment after the game.
    await world.until(
      `exists (select from provider_payloads) and exists (select from api_usage where outcome = 'ok')`,
    );
    const kept = await rowsOf<{ row: string }>(
      db,
      sql`select to_jsonb(call)::text as row from api_usage as call
          union all select to_jsonb(body)::text from provider_payloads as body
          union all select to_jsonb(task)::text from seeding_tasks as task`,
    );
    if (name === 'goalserve') expect(kept.some(({ row }) => row.includes('{key}'))).toBe(true);
    for (const { row } of kept) {
      for (const spelling of [KEY, encodeURIComponent(KEY)]) expect(row).not.toContain(spelling);
    }
  });
});
