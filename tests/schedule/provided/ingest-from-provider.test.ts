import { afterEach, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { type Providers, buildProviders } from '../../../src/app/build-providers.ts';
import { firstRow, rowsOf } from '../../../src/db/rows.ts';
import type { Sport } from '../../../src/domain/sport.ts';
import { fetchSeason } from '../../../src/schedule/provided/fetch-season.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const DAY_MS = 86_400_000;

const LEAGUES = [
  {
    sport: 'NBA',
    league: 'NBA',
    path: '/games',
    pairs: [
      ['LAL', 'GSW'],
      ['BOS', 'NYK'],
      ['MIA', 'CHI'],
    ],
  },
  {
    sport: 'NFL',
    league: 'NFL',
    path: '/games',
    pairs: [
      ['KC', 'BUF'],
      ['DAL', 'PHI'],
      ['SF', 'SEA'],
    ],
  },
  {
    sport: 'FOOTBALL',
    league: 'Premier League',
    path: '/fixtures',
    pairs: [
      ['Arsenal', 'Chelsea'],
      ['Liverpool', 'Everton'],
      ['Fulham', 'Brentford'],
    ],
  },
] as const satisfies readonly {
  sport: Sport;
  league: string;
  path: string;
  pairs: readonly (readonly [string, string])[];
}[];

describe.each(LEAGUES)('the schedule of $league from the API', ({ sport, league, path, pairs }) => {
  let world: SeedingWorld;
  let providers: Providers;
  let season = 0;
  let ids: readonly number[] = [];

  async function open(): Promise<void> {
    world = await createSeedingWorld({ store: 'postgres', sport });
    providers = buildProviders(world.app);
    // Noon in UTC, so that a shift of hours keeps the date.
    const day = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;
    ids = world.provider.addGames(
      pairs.map(([away, home], index) => ({ away, home, startMs: day + (index + 2) * DAY_MS })),
    );
    season = seasonOf(ids[0]);
  }

  function seasonOf(id: number | undefined): number {
    return world.provider.games().find((game) => game.id === id)?.season ?? 0;
  }

  function ingest(isDryRun = false) {
    const found = BUILT_IN.find(sport, league);
    if (!found) throw new Error(league);
    return fetchSeason(
      { ingestService: world.app.ingestService, sources: providers.leagueSources },
      {
        league: found,
        seasonYear: season,
        priority: 'manual',
        runId: 'ingest_schedule/test/1',
        signal: AbortSignal.timeout(120_000),
        isSync: false,
        isDryRun,
        isStrict: false,
        past: 'none',
        actor: 'test',
      },
    );
  }

  function gameOf(id: number | undefined) {
    return firstRow<Record<string, unknown>>(
      world.app.database.db,
      sql`select game.status, game.game_datetime as "startsAt", game.provider_game_id as "providerId",
                 game.external_game_id as "externalId", task.revision, task.hold_reason as "holdReason",
                 task.due_at as "dueAt", home.api_sports_id as "homeApiId"
          from games as game join teams as home on home.id = game.home_team_id
          left join seeding_tasks as task on task.game_id = game.id
          where game.provider_game_id = ${String(id)}`,
    );
  }

  afterEach(async () => {
    await providers.close();
    await world.close();
  });

  it('comes in with one call, and a second time changes nothing', async () => {
    await open();
    const dry = await ingest(true);
    expect(dry).toMatchObject({ quarantined: [], games_added: dry.rows });
    const nothing = await firstRow<{ count: number }>(
      world.app.database.db,
      sql`select count(*)::int as count from games`,
    );
    expect(nothing?.count).toBe(0);

    world.provider.reset();
    const first = await ingest();
    expect(first.rows).toBeGreaterThanOrEqual(pairs.length);
    expect(first).toMatchObject({ games_added: first.rows, quarantined: [] });
    expect(world.provider.stats().byEndpoint[path]?.total).toBe(1);
    expect(world.provider.stats().total).toBe(1);
    for (const id of ids) {
      expect(await gameOf(id)).toMatchObject({ externalId: String(id), homeApiId: expect.any(String) });
    }

    const again = await ingest();
    expect(again).toMatchObject({
      games_added: 0,
      games_moved: 0,
      games_updated: 0,
      games_unchanged: first.rows,
      tasks_created: 0,
      tasks_rescheduled: 0,
    });
  });

  it('moves the task of a game that the provider delays, and holds one that it postpones', async () => {
    await open();
    await ingest();
    const before = await gameOf(ids[0]);
    world.provider.setDials({
      games: {
        [String(ids[0])]: { startMs: new Date(String(before?.['startsAt'])).getTime() + 90 * 60_000 },
        [String(ids[1])]: { status: 'postponed' },
      },
    });
    const result = await ingest();
    expect(result).toMatchObject({ games_moved: 1, games_updated: 1, tasks_rescheduled: 1 });
    const after = await gameOf(ids[0]);
    expect(new Date(String(after?.['dueAt'])).getTime()).toBe(
      new Date(String(before?.['dueAt'])).getTime() + 90 * 60_000,
    );
    expect(Number(after?.['revision'])).toBeGreaterThan(Number(before?.['revision']));
    expect(await gameOf(ids[1])).toMatchObject({ status: 'postponed', holdReason: 'postponed' });
    const events = await rowsOf<{ message: string }>(
      world.app.database.db,
      sql`select event.message from game_events as event join games as game on game.id = event.game_id
          where game.provider_game_id = ${String(ids[0])} and event.kind = 'schedule_changed'`,
    );
    expect(events[0]?.message).toContain('from api-sports');
  });
});
