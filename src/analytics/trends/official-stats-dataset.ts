import { type SQL, getTableName, sql } from 'drizzle-orm';
import type { Dataset, KeySelection, SeasonScope } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { LINE_TABLES } from '../../db/schema/line-tables.ts';
import { marketResults } from '../../db/schema/market-results.ts';
import { gameOfficials } from '../../db/schema/officials.ts';
import { seasons } from '../../db/schema/reference.ts';
import { officialStats } from '../../db/schema/team-records.ts';
import { teamScheduleContext } from '../../db/schema/team-schedule-context.ts';
import { BOX_SCORE_SPORTS } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { RECORDED_KINDS, isOfTeams } from './team-parts.ts';

const table = officialStats;
const context = teamScheduleContext;

/** Lines of teams that count fouls of persons. */
const COUNTED = BOX_SCORE_SPORTS.filter((sport) => SPORT_FACTS[sport].hasFourFactors).map(
  (sport) => LINE_TABLES[sport].team,
);

/** Games by official; officials have no ids, so that a change is known by the teams whose games they led. */
export const officialStatsDataset: Dataset = {
  name: getTableName(table),
  relation: 'table',
  grain: 'one official in one season of a league',
  meaning:
    'Games that the official led, home wins, points, fouls where they are counted, and how totals ended.',
  inputs: [context, gameOfficials, games, seasons, marketResults, ...COUNTED].map((input) => ({
    dataset: getTableName(input),
  })),
  refresh: {
    table,
    key: [table.officialName, table.leagueId, table.seasonYear],
    entity: table.leagueId,
    isOf,
    rows,
    keys,
  },
  rules: () => 'officials-1',
  freshWithinSeconds: 60,
};

/** Officials of games of these teams, and those who lead no game any more. */
function isOf(scope: SeasonScope): SQL {
  const { officialName, seasonYear } = table;
  return sql`${seasonYear} = ${scope.seasonYear} and (${officialName} in (${namesOf(scope)})
    or not exists (select from ${gameOfficials} as led join ${context} as own on own.game_id = led.game_id
                   where led.official_name = ${officialName} and led.gone_at is null and own.season_year = ${seasonYear}))`;
}

function namesOf(scope: SeasonScope): SQL {
  const isOfScope = isOfTeams(scope, { season: sql`own.season_year`, teams: [sql`own.team_id`] });
  return sql`select led.official_name from ${gameOfficials} as led join ${context} as own on own.game_id = led.game_id
    where led.gone_at is null and ${isOfScope}`;
}

/** An official whom two sources name is one of the game. */
function rows(scope: SeasonScope): SQL {
  return sql`
    with led as (
      select distinct own.official_name, game.game_id
      from ${gameOfficials} as own join ${context} as game on game.game_id = own.game_id
      where own.gone_at is null and game.season_year = ${scope.seasonYear} and own.official_name in (${namesOf(scope)})
    ),
    called as (
      select led.official_name, result.*, of_game.fouls
      from led join team_market_results as result on result.game_id = led.game_id and result.is_home
      left join lateral (
        select sum(line.personal_fouls)::int as fouls from (${linesOfTeams()}) as line
        where line.season_year = result.season_year and line.game_id = led.game_id having count(line.personal_fouls) = 2
      ) as of_game on true
      where result.game_type in ${RECORDED_KINDS}
    )
    select official_name, league_id, season_year, max(played_on) as as_of, count(*)::int as games,
           (count(*) filter (where points_for > points_against))::int as home_wins,
           (count(*) filter (where points_for = points_against))::int as level,
           sum(points_for + points_against)::int as points, count(fouls)::int as foul_games,
           coalesce(sum(fouls), 0)::int as fouls,
           ${half('win')} as overs, ${half('loss')} as unders,
           sum(case over_result when 'push' then 1 when 'half_win' then 0.5 when 'half_loss' then 0.5 else 0 end) as total_pushes
    from called group by official_name, league_id, season_year`;
}

function linesOfTeams(): SQL {
  const each = COUNTED.map((table) => sql`select season_year, game_id, personal_fouls from ${table}`);
  return sql.join(each, sql` union all `);
}

function half(as: 'win' | 'loss'): SQL {
  return sql.raw(`sum(case over_result when '${as}' then 1 when 'half_${as}' then 0.5 else 0 end)`);
}

function keys(selection: KeySelection): SQL {
  const isOfScope = isOfTeams(selection, { season: sql`own.season_year`, teams: [sql`own.team_id`] });
  const isSeason =
    selection.seasonYear === undefined ? sql`true` : sql`${table.seasonYear} = ${selection.seasonYear}`;
  return sql`
    select own.season_year as season_year, own.team_id as entity_id from ${context} as own
    where ${isOfScope} and exists (select from ${gameOfficials} as led where led.game_id = own.game_id)
    union select own.season_year, min(own.team_id) from ${context} as own
    where exists (select from ${table} where ${table.seasonYear} = own.season_year and ${isSeason}) and ${isOfScope}
    group by own.season_year`;
}
