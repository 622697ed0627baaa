import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { changedKeys } from '../../src/db/schema/datasets.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { makeSeasonPartitions } from '../../src/datasets/season-partitions.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

describe('the partitions of seasons', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  beforeEach(async () => {
    test = await createTestApp();
  });
  afterEach(() => test.close());

  /** A game of a season that has no partition, with a line of each side. */
  async function oldGame(seasonYear: number): Promise<void> {
    await db().execute(sql`
      insert into seasons (sport_id, year) select id, ${seasonYear} from sports where display_name = 'NBA'
      on conflict do nothing`);
    await db().execute(sql`
      with game as (
        insert into games (sport_id, season_id, league_id, game_date, slate_date, game_datetime, home_team_id, away_team_id)
        select sport.id, season.id, league.id, '1998-01-15', '1998-01-15', '1998-01-16T00:30:00Z', home.id, away.id
        from sports as sport join seasons as season on season.sport_id = sport.id and season.year = ${seasonYear}
        join leagues as league on league.name = 'NBA'
        join teams as home on home.abbreviation = 'BOS' and home.league_id = league.id
        join teams as away on away.abbreviation = 'MIA' and away.league_id = league.id
        where sport.display_name = 'NBA' returning id, home_team_id, away_team_id
      )
      insert into nba_team_game_stats (season_year, game_id, team_id, is_home, points, content_hash, fence)
      select ${seasonYear}, game.id, side.team_id, side.is_home, 100, 'x', 1
      from game cross join lateral (values (home_team_id, true), (away_team_id, false)) as side (team_id, is_home)`);
  }

  const placesOf = (seasonYear: number) =>
    rowsOf<{ place: string }>(
      db(),
      sql`select distinct tableoid::regclass::text as place from nba_team_game_stats where season_year = ${seasonYear}`,
    );

  it('are made for every season that is known, and its rows move there', async () => {
    await oldGame(1997);
    expect(await placesOf(1997)).toEqual([{ place: 'nba_team_game_stats_other' }]);
    await db().delete(changedKeys);

    const made = await makeSeasonPartitions(db(), await loadDatasets());
    expect(made.map(({ table }) => table).toSorted()).toEqual([
      'football_player_game_stats',
      'football_team_game_stats',
      'nba_player_game_stats',
      'nba_team_game_stats',
      'nfl_player_game_stats',
      'nfl_team_game_stats',
    ]);
    expect(made.find(({ table }) => table === 'nba_team_game_stats')).toMatchObject({
      seasonYear: 1997,
      movedRows: 2,
    });
    expect(await placesOf(1997)).toEqual([{ place: 'nba_team_game_stats_1997' }]);
    expect(await db().select().from(changedKeys), 'no figure has changed').toEqual([]);
    expect(await makeSeasonPartitions(db(), await loadDatasets()), 'nothing is left to make').toEqual([]);
  });

  it('keep the rules of the table: keys, references, and who noted what changed', async () => {
    await oldGame(1997);
    await makeSeasonPartitions(db(), await loadDatasets());
    await db().delete(changedKeys);
    await db().execute(sql`update nba_team_game_stats set points = 101 where season_year = 1997 and is_home`);
    const noted = await db().select().from(changedKeys);
    expect(noted.map(({ input, seasonYear }) => [input, seasonYear])).toEqual([
      ['nba_team_game_stats', 1997],
      ['nba_team_game_stats', 1997],
    ]);
    expect(new Set(noted.map(({ dataset }) => dataset))).toEqual(new Set([null, 'team_performance_trends']));
    await db().execute(sql`delete from games where game_date = '1998-01-15'`);
    expect(await placesOf(1997), 'lines go with their game').toEqual([]);
  });

  it('wait for another time while the table is in use', async () => {
    await oldGame(1997);
    const client = await test.app.database.pool.connect();
    try {
      await client.query('begin; select 1 from football_player_game_stats');
      const made = await makeSeasonPartitions(db(), await loadDatasets());
      expect(made.map(({ table }) => table)).not.toContain('football_player_game_stats');
      expect(made.length, 'no other table waits for it').toBeGreaterThan(0);
      await client.query('commit');
    } finally {
      client.release();
    }
    const later = await makeSeasonPartitions(db(), await loadDatasets());
    expect(later.map(({ table }) => table)).toContain('football_player_game_stats');
  });
});
