import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';

/** Games of a season that nobody plays, with open tasks that nothing has published; `delay` (of `id`) is when each is due from now. */
export async function makeOpenTasks(db: Database, count: number, delay: SQL): Promise<void> {
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
    select id, now() + ${delay}, now() + ${delay} from made`);
}
