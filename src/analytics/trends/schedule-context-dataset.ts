import { type SQL, getTableName, sql } from 'drizzle-orm';
import type { Dataset, KeySelection, SeasonScope } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { seasons } from '../../db/schema/reference.ts';
import { teamScheduleContext } from '../../db/schema/team-schedule-context.ts';
import { venues } from '../../db/schema/venues.ts';
import { isOfTeams } from './team-parts.ts';

const table = teamScheduleContext;

/** Rest, travel and road trips of each side of a game; a team is the entity of a change. */
export const scheduleContextDataset: Dataset = {
  name: getTableName(table),
  relation: 'table',
  grain: 'one side of a game, played or to come',
  meaning:
    'Days of rest, games in four and six days, road trip, kilometres and zones since the game before of the season.',
  inputs: [games, seasons, venues].map((input) => ({ dataset: getTableName(input) })),
  refresh: { table, key: [table.gameId, table.teamId], entity: table.teamId, isOf, rows, keys },
  rules: () => 'schedule-context-1',
  freshWithinSeconds: 60,
};

function isOf(scope: SeasonScope): SQL {
  return isOfTeams(scope, { season: sql`${table.seasonYear}`, teams: [sql`${table.teamId}`] });
}

function keys(selection: KeySelection): SQL {
  const ofGames = isOfTeams(selection, { season: sql`${seasons.year}`, teams: [sql`side.team_id`] });
  const ofRows = isOfTeams(selection, {
    season: sql`${table.seasonYear}`,
    teams: [sql`${table.teamId}`],
  });
  return sql`
    select ${seasons.year} as season_year, side.team_id as entity_id
    from ${games} join ${seasons} on ${seasons.id} = ${games.seasonId}
    cross join lateral (values (${games.homeTeamId}), (${games.awayTeamId})) as side (team_id)
    where ${ofGames}
    union select ${table.seasonYear}, ${table.teamId} from ${table} where ${ofRows}`;
}

/** Preseason and all-star games are no part of a team's schedule; cancelled games are not played. */
function rows(scope: SeasonScope): SQL {
  const isOfScope = isOfTeams(scope, { season: sql`season.year`, teams: [sql`side.team_id`] });
  // The planner finds a team's games by it.
  const isOfGame = isOfTeams(scope, {
    season: sql`season.year`,
    teams: [sql`game.home_team_id`, sql`game.away_team_id`],
  });
  return sql`
    with of_side as (
      select game.id as game_id, side.team_id, side.opponent_id, game.league_id, season.year as season_year,
             game.slate_date as played_on, game.game_datetime as starts_at,
             side.is_home and not game.is_neutral_site as is_home, place.latitude, place.longitude, place.timezone
      from ${games} as game
      join ${seasons} as season on season.id = game.season_id
      left join ${venues} as place on place.id = game.venue_id
      cross join lateral (values (game.home_team_id, game.away_team_id, true), (game.away_team_id, game.home_team_id, false))
        as side (team_id, opponent_id, is_home)
      where game.status <> 'cancelled' and coalesce(game.game_type, 'regular') in ('regular', 'cup', 'playin', 'playoff')
        and ${isOfGame} and ${isOfScope}
    ),
    in_order as (
      select *, lag(game_id) over by_time as previous_game_id, lag(played_on) over by_time as before,
             lag(latitude) over by_time as from_latitude, lag(longitude) over by_time as from_longitude,
             lag(timezone) over by_time as from_timezone,
             count(*) over (partition by team_id, league_id order by played_on range interval '3 days' preceding) as games_in_4,
             count(*) over (partition by team_id, league_id order by played_on range interval '5 days' preceding) as games_in_6,
             count(*) filter (where is_home) over (by_time rows unbounded preceding) as stay
      from of_side window by_time as (partition by team_id, league_id order by starts_at, game_id)
    )
    select game_id, team_id, opponent_id, league_id, season_year, played_on, starts_at, is_home, previous_game_id,
           greatest(0, played_on - before - 1)::smallint as rest_days, coalesce(played_on - before <= 1, false) as is_back_to_back,
           games_in_4::smallint as games_in_4, games_in_6::smallint as games_in_6,
           (case when is_home then 0
                 else count(*) filter (where not is_home) over (partition by team_id, league_id, stay order by starts_at, game_id)
            end)::smallint as road_trip_no,
           round(haversine_km(from_latitude, from_longitude, latitude, longitude)::numeric, 1) as travel_km,
           round((extract(epoch from (starts_at at time zone timezone) - (starts_at at time zone from_timezone)) / 3600)::numeric, 2)
             as tz_shift_h
    from in_order`;
}
