import { type SQL, getTableName, sql } from 'drizzle-orm';
import type { Dataset, KeySelection, SeasonScope } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import { teamDayRecords } from '../../db/schema/team-day-records.ts';
import { SPORTS } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';

const table = teamDayRecords;

/** Records of teams after each day of play; a team is the entity of a change, and its whole season is computed anew. */
export const teamDayRecordsDataset: Dataset = {
  name: getTableName(table),
  relation: 'table',
  grain: 'one team in one season of a league after one day on which it played',
  meaning:
    'Record, points, Pythagorean share, last ten games and streak as they stood after the day, and until when they did.',
  inputs: [games, seasons, sports].map((input) => ({ dataset: getTableName(input) })),
  refresh: { remove, write, keys },
  rules: () =>
    SPORTS.map((sport) => `${sport} ${SPORT_FACTS[sport].ratings?.pythagorean.exponent ?? '-'}`).join(', '),
  freshWithinSeconds: 60,
};

function remove(scope: SeasonScope): SQL {
  return sql`delete from ${table} where ${isOf(scope)}`;
}

function isOf({ seasonYear, entityIds }: KeySelection): SQL {
  const isSeason = seasonYear === undefined ? sql`true` : sql`${table.seasonYear} = ${seasonYear}`;
  return sql`${isSeason} and ${isOneOf(sql`${table.teamId}`, entityIds)}`;
}

function isOneOf(column: SQL, ids: readonly number[] | undefined): SQL {
  return ids === undefined ? sql`true` : sql`${column} = any(${sql.param([...ids])}::int[])`;
}

function keys(selection: KeySelection): SQL {
  const { seasonYear, entityIds } = selection;
  const isSeason = seasonYear === undefined ? sql`true` : sql`${seasons.year} = ${seasonYear}`;
  return sql`
    select ${seasons.year} as season_year, side.team_id as entity_id
    from ${games} join ${seasons} on ${seasons.id} = ${games.seasonId}
    cross join lateral (values (${games.homeTeamId}), (${games.awayTeamId})) as side (team_id)
    where ${isSeason} and ${isOneOf(sql`side.team_id`, entityIds)}
    union
    select ${table.seasonYear}, ${table.teamId} from ${table} where ${isOf(selection)}`;
}

/**
 * Awarded games count for nothing here, as they do for ratings; neither do preseason, all-star games and the final of the
 * NBA Cup. A schedule that does not say the kind of its games means the regular season.
 */
function write({ seasonYear, entityIds }: SeasonScope): SQL {
  const entity = (column: SQL): SQL => isOneOf(column, entityIds);
  return sql`
    insert into ${table} (team_id, league_id, season_year, played_on, stands_until, games, wins, losses, level,
      points_for, points_against, pythagorean_share, last10_wins, last10_losses, last10_level, streak_result, streak_games)
    with of_side as (
      select side.team_id, game.league_id, game.slate_date as day, game.game_datetime as starts_at, game.id,
             coalesce(game.game_type, 'regular') = 'regular' as is_regular,
             game.status = 'completed' and side.points_for is not null and side.points_against is not null as is_final,
             side.points_for, side.points_against, ${sports.displayName} as sport,
             sign(side.points_for - side.points_against)::int as result
      from ${games} as game
      join ${seasons} on ${seasons.id} = game.season_id and ${seasons.year} = ${seasonYear}
      join ${sports} on ${sports.id} = ${seasons.sportId}
      cross join lateral (values (game.home_team_id, game.home_score, game.away_score),
                                 (game.away_team_id, game.away_score, game.home_score))
        as side (team_id, points_for, points_against)
      where game.status <> 'cancelled' and coalesce(game.game_type, 'regular') in ('regular', 'playin', 'playoff')
        and (${entity(sql`game.home_team_id`)} or ${entity(sql`game.away_team_id`)}) and ${entity(sql`side.team_id`)}
    ),
    ends as (select team_id, league_id, max(day) as last_day from of_side group by team_id, league_id),
    numbered as (
      select *, row_number() over of_team as number,
             row_number() over of_team - row_number() over of_result as island
      from of_side where is_final
      window of_team as (partition by team_id, league_id order by day, starts_at, id),
             of_result as (partition by team_id, league_id, result order by day, starts_at, id)
    ),
    running as (
      select team_id, league_id, day, number, sport, result,
             count(*) filter (where is_regular) over so_far as games,
             count(*) filter (where is_regular and result > 0) over so_far as wins,
             count(*) filter (where is_regular and result < 0) over so_far as losses,
             count(*) filter (where is_regular and result = 0) over so_far as level,
             coalesce(sum(points_for) filter (where is_regular) over so_far, 0) as points_for,
             coalesce(sum(points_against) filter (where is_regular) over so_far, 0) as points_against,
             count(*) filter (where result > 0) over last_ten as last10_wins,
             count(*) filter (where result < 0) over last_ten as last10_losses,
             count(*) filter (where result = 0) over last_ten as last10_level,
             row_number() over (partition by team_id, league_id, result, island order by number) as streak
      from numbered
      window so_far as (partition by team_id, league_id order by number rows unbounded preceding),
             last_ten as (partition by team_id, league_id order by number rows 9 preceding)
    ),
    -- Of two games on a day the later has both.
    by_day as (
      select distinct on (team_id, league_id, day) * from running order by team_id, league_id, day, number desc
    )
    select by_day.team_id, by_day.league_id, ${seasonYear}, day,
           coalesce(lead(day) over (partition by by_day.team_id, by_day.league_id order by day) - 1, ends.last_day),
           games, wins, losses, level, points_for, points_against, ${pythagoreanShare()},
           last10_wins, last10_losses, last10_level, result, streak
    from by_day join ends on ends.team_id = by_day.team_id and ends.league_id = by_day.league_id`;
}

/** The share of games that points should have won, by the exponent of the sport; null before the first game. */
function pythagoreanShare(): SQL {
  const exponents = SPORTS.flatMap((sport) => {
    const exponent = SPORT_FACTS[sport].ratings?.pythagorean.exponent;
    return exponent === undefined ? [] : [sql`when ${sport} then ${exponent}::float8`];
  });
  // A power of the ratio: those of a season's points are too large at high exponents.
  return sql`case when games = 0 then null
                  when points_for = 0 then case when points_against = 0 then 0.5 else 0 end
                  else 1 / (1 + (points_against::float8 / points_for) ^ (case sport ${sql.join(exponents, sql` `)} end)) end`;
}
