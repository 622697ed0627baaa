import { sql } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';

/**
 * Four teams of the NBA that meet every day or two, with lines, box scores and officials whom two sources name; all of it
 * written for tests.
 */
export async function addSeasonOfFour(db: Database, games: number): Promise<void> {
  await db.execute(
    sql`insert into seasons (sport_id, year) select id, 2025 from sports on conflict do nothing`,
  );
  await db.execute(sql`
    insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id,
                       status, home_score, away_score, home_period_scores)
    select league.sport_id, season.id, league.id, day, day + interval '20 hours', day, team.ids[1 + n % 4], team.ids[1 + (n + 1 + n % 3) % 4],
           'completed', 95 + (n * 7) % 23, 96 + (n * 11) % 19, case when n % 9 = 0 then '{25,25,25,25,9}'::int[] else '{25,25,25,25}' end
    from leagues as league join seasons as season on season.sport_id = league.sport_id and season.year = 2025,
         generate_series(0, ${games - 1}::int) as n, lateral (select date '2025-10-25' + n * 3 / 2 as day) as of_day,
         lateral (select array_agg(id order by id) as ids from teams where league_id = league.id) as team
    where league.name = 'NBA'`);
  await db.execute(sql`
    insert into closing_lines (game_id, market, side, open_point, open_price, close_point, close_price, fair_probability,
                               devig_method, books, books_at_line, starts_at)
    select id, market, side, point, 1.9, point, 1.9, 0.5, 'multiplicative', 1, 1, game_datetime
    from games, lateral (values ('spreads', 'home', (id * 3 % 17 - 8)::numeric), ('spreads', 'away', (id * 3 % 17 - 8)::numeric),
                                ('totals', 'over', 200 + id % 9), ('totals', 'under', 200 + id % 9)) as line (market, side, point)`);
  await db.execute(sql`
    insert into nba_team_game_stats (season_year, game_id, team_id, is_home, points, field_goals_made, field_goals_attempted,
      three_pointers_made, free_throws_made, free_throws_attempted, offensive_rebounds, defensive_rebounds, turnovers, personal_fouls,
      content_hash, fence)
    select 2025, id, side.team_id, side.is_home, side.points, 38, 80 + id % 11, 10, 15, 20, 9, 31 + id % 5, 12, 20, 'x', 1
    from games, lateral (values (home_team_id, true, home_score), (away_team_id, false, away_score)) as side (team_id, is_home, points)`);
  await db.execute(sql`
    insert into game_officials (game_id, official_name, source, place)
    select id, 'Official ' || id % 5, source, 1 from games, (values ('nba-stats'), ('another')) as told (source)`);
}
