import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { DEFAULT_DIALS } from '../../simulator/provider/dials.ts';
import { createNflApi } from '../../simulator/provider/nfl/nfl-api.ts';
import { NFL_TEAMS } from '../../simulator/provider/nfl/nfl-teams.ts';
import { generateNflSeason } from '../../simulator/provider/nfl/season-schedule.ts';
import { NFL_PLAYER_LINES, NFL_TEAM_LINES } from '../../src/sports/nfl/columns.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';
import { ingestRequest } from '../support/ingest-request.ts';

const ALL_DONE = "(select count(*) from seeding_tasks where status <> 'completed') = 0";

/** The seed of the seeding world's provider, and the id that it gives to the second game. */
const SEED = 7;
const SECOND_GAME_ID = 18_001;

/** A pair that needs an overtime as the second game of the provider, away first. */
function overtimePair(): [string, string] {
  for (const home of NFL_TEAMS.slice(2)) {
    const away = home.code === 'SEA' ? 'MIA' : 'SEA';
    const api = createNflApi({ seed: SEED });
    api.addGames([{ home: home.code, away, startMs: 0, id: SECOND_GAME_ID }]);
    const context = { nowMs: Number.MAX_SAFE_INTEGER, dials: DEFAULT_DIALS };
    const rows = api.endpoints['/games']?.rows({ id: String(SECOND_GAME_ID) }, context);
    if (JSON.stringify(rows).includes('Final/OT')) return [away, home.code];
  }
  throw new Error('no pair of teams needs an overtime');
}

describe.each(['postgres', 'redis'] as const)('seeding the NFL on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: SeedingWorld;
  afterEach(() => world.close());
  const calls = (endpoint: string): number => world.provider.stats().byEndpoint[endpoint]?.total ?? 0;

  test('writes whole box scores, one of them after overtime, in one call for the slate and two a game', async () => {
    world = await createSeedingWorld({ store, sport: 'NFL' });
    await world.ingestDue([['JAX', 'LV'], overtimePair()]);
    await world.startWorkers();
    await world.until(ALL_DONE);
    const { db } = world.app.database;

    const games = await rowsOf<{ status: string; home: number[]; away: number[]; scores: number[] }>(
      db,
      sql`select status, home_period_scores as home, away_period_scores as away,
                 array[home_score, away_score] as scores
          from games order by provider_game_id`,
    );
    expect(games.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(games.map(({ home }) => home.length)).toEqual([4, 5]);

    const sides = await rowsOf<Record<string, number>>(
      db,
      sql`select sum(line.passing_yards)::int as passed, sum(line.receiving_yards)::int as received,
                 sum(line.passing_completions)::int as completed, sum(line.receptions)::int as caught,
                 (6 * sum(coalesce(line.rushing_touchdowns, 0) + coalesce(line.receiving_touchdowns, 0)
                          + coalesce(line.interception_touchdowns, 0) + coalesce(line.fumble_recovery_touchdowns, 0)
                          + coalesce(line.kick_return_touchdowns, 0) + coalesce(line.punt_return_touchdowns, 0))
                  + 2 * sum(coalesce(line.rushing_two_point_conversions, 0)
                            + coalesce(line.receiving_two_point_conversions, 0))
                  + sum(coalesce(line.kicking_points, 0)))::int + 2 * max(team_line.safeties) as points,
                 max(case when line.team_id = game.home_team_id then game.home_score else game.away_score end) as score,
                 max(team_line.net_passing_yards) as net,
                 sum(line.passing_yards - line.sack_yards_lost)::int as net_of_players,
                 sum(line.sacks) = max(team_line.sacks) as "areSacksEqual",
                 count(*)::int as lines
          from nfl_player_game_stats as line join games as game on game.id = line.game_id
          join nfl_team_game_stats as team_line on team_line.game_id = line.game_id and team_line.team_id = line.team_id
          group by line.game_id, line.team_id`,
    );
    expect(sides).toHaveLength(4);
    for (const side of sides) {
      expect(side['received']).toBe(side['passed']);
      expect(side['caught']).toBe(side['completed']);
      expect(side['points']).toBe(side['score']);
      expect(side['net']).toBe(side['net_of_players']);
      expect(side['areSacksEqual']).toBe(true);
      expect(side['lines']).toBeGreaterThan(30);
    }
    const counts = await firstRow(
      db,
      sql`select (select count(*) from seeding_task_entities where entity_type = 'player') =
                   (select count(*) from nfl_player_game_stats) as every_line_is_checkpointed,
                 (select count(*) from nfl_team_game_stats where is_home) as home_lines,
                 (select count(*) from players where full_name = '' or current_team_id is null) as nobodies`,
    );
    expect(counts).toEqual({ every_line_is_checkpointed: true, home_lines: 2, nobodies: 0 });
    expect(calls('/games')).toBe(1);
    expect(calls('/games/statistics/players')).toBe(2);
    expect(calls('/games/statistics/teams')).toBe(2);
    expect(world.provider.stats().total).toBe(5);
  });

  test("learns the provider's ids of teams that it knew by name only", async () => {
    world = await createSeedingWorld({ store, sport: 'NFL' });
    await world.ingestDue([['BUF', 'KC']]);
    const known = () =>
      rowsOf<{ name: string; api_sports_id: string }>(
        world.app.database.db,
        sql`select team.name, team.api_sports_id from teams as team join sports as sport on sport.id = team.sport_id
            where sport.display_name = 'NFL' and team.api_sports_id is not null order by team.name`,
      );
    expect(await known()).toEqual([]);
    await world.startWorkers();
    await world.until(ALL_DONE);
    expect(await known()).toEqual([
      { name: 'Buffalo Bills', api_sports_id: '20' },
      { name: 'Kansas City Chiefs', api_sports_id: '17' },
    ]);
  });

  test('keeps what succeeded when team lines fail, and asks only for those again', async () => {
    world = await createSeedingWorld({ store, sport: 'NFL', environment: { RETRY_MAX_ATTEMPTS: '1' } });
    world.provider.setDials({
      malformedKinds: ['wrong_types'],
      endpoints: { '/games/statistics/teams': { malformedRate: 1 } },
    });
    await world.ingestDue([['DAL', 'PHI']]);
    await world.startWorkers();
    await world.until("(select status = 'failed' from seeding_tasks)");
    expect((await world.tasks())[0]).toMatchObject({ errorType: 'malformed', seedingStatus: 'partial' });
    expect(calls('/games/statistics/players')).toBe(1);
    expect(calls('/games/statistics/teams')).toBe(2);
  });
});

describe('two weeks of a simulated NFL season', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('cost two calls a game and one for each slate in UTC', async () => {
    world = await createSeedingWorld({ store: 'postgres', sport: 'NFL' });
    const games = generateNflSeason({ seed: SEED, season: 2024 }).slice(0, 32);
    world.provider.addGames(games);
    const csv = [
      'date,time,home_team,away_team,timezone',
      ...games.map(({ home, away, startMs }) => {
        const moment = new Date(startMs).toISOString();
        return `${moment.slice(0, 10)},${moment.slice(11, 19)},${home},${away},UTC`;
      }),
    ].join('\n');
    await world.app.ingestService.ingest(ingestRequest(csv, { sport: 'NFL', seasonYear: 2024 }));
    await world.startWorkers();
    await world.until(`(select count(*) from seeding_tasks where status = 'completed') = ${games.length}`);
    const { byEndpoint, limits } = world.provider.stats();
    const slates = new Set(games.map(({ startMs }) => new Date(startMs).toISOString().slice(0, 10)));
    expect(slates.size).toBe(8);
    expect(byEndpoint['/games/statistics/players']?.total).toBe(games.length);
    expect(byEndpoint['/games/statistics/teams']?.total).toBe(games.length);
    expect(byEndpoint['/games']?.total).toBe(slates.size);
    expect(limits.refused).toBe(0);
  });

  it('fill every column that the tables have', async () => {
    world = await createSeedingWorld({ store: 'postgres', sport: 'NFL' });
    const columnsOf = async (table: string): Promise<string[]> => {
      const rows = await rowsOf<{ column_name: string }>(
        world.app.database.db,
        sql`select column_name from information_schema.columns where table_name = ${table}`,
      );
      return rows.map((row) => row.column_name).sort();
    };
    const shared = [
      'season_year',
      'game_id',
      'content_hash',
      'fence',
      'source',
      'run_id',
      'created_at',
      'updated_at',
      'corrected_at',
    ];
    for (const { table, entityColumn, contextColumns, valueColumns } of [NFL_PLAYER_LINES, NFL_TEAM_LINES]) {
      const ours = [...shared, entityColumn, ...contextColumns, ...valueColumns].sort();
      expect(await columnsOf(table)).toEqual(ours);
    }
  });
});
