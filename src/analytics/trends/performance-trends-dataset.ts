import { type SQL, getTableName, sql } from 'drizzle-orm';
import type { Dataset, KeySelection, SeasonScope } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { LINE_TABLES } from '../../db/schema/line-tables.ts';
import { marketResults } from '../../db/schema/market-results.ts';
import { seasons } from '../../db/schema/reference.ts';
import { teamPerformanceTrends } from '../../db/schema/team-records.ts';
import { teamScheduleContext } from '../../db/schema/team-schedule-context.ts';
import { BOX_SCORE_SPORTS } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { ENDED_LINES, RECORDED_KINDS, isOfTeams, teamKeys } from './team-parts.ts';

const table = teamPerformanceTrends;
const season = sql`${table.seasonYear}`;
const teams = [sql`${table.teamId}`];

/** Lines of teams whose possessions are counted. */
const COUNTED = BOX_SCORE_SPORTS.filter((sport) => SPORT_FACTS[sport].hasFourFactors).map(
  (sport) => LINE_TABLES[sport].team,
);

/** Form of teams over their last games; a team is the entity of a change. */
export const performanceTrendsDataset: Dataset = {
  name: getTableName(table),
  relation: 'table',
  grain: 'one team after one day on which it played, over its last 5, 10 or 20 games or the season (0)',
  meaning:
    'Share of wins, points, ratings and pace of the window, where the margin is going, spread and total.',
  inputs: [teamScheduleContext, games, seasons, marketResults, ...COUNTED].map((input) => ({
    dataset: getTableName(input),
  })),
  refresh: {
    table,
    key: [table.teamId, table.leagueId, table.seasonYear, table.asOf, table.windowGames],
    entity: table.teamId,
    isOf: (scope: SeasonScope) => isOfTeams(scope, { season, teams }),
    rows,
    keys: (selection: KeySelection) => teamKeys(selection, { table: sql`${table}`, season, teams }),
  },
  rules: () => 'trends-1',
  freshWithinSeconds: 60,
};

/**
 * All sums are of whole numbers or decimals, so that the order in which games are added changes no digit. Possessions come
 * as doubles, and are decimals of fifteen digits from then on.
 */
function rows(scope: SeasonScope): SQL {
  const isOfScope = isOfTeams(scope, { season: sql`context.season_year`, teams: [sql`context.team_id`] });
  return sql`
    with played as materialized (
      select result.*, advanced.possessions_formula::numeric as possessions, advanced.minutes::numeric as minutes,
             result.points_for - result.points_against as margin,
             row_number() over (partition by context.team_id, context.league_id order by context.starts_at, context.game_id)
               as number
      from ${teamScheduleContext} as context
      join team_market_results as result on result.game_id = context.game_id and result.team_id = context.team_id
      left join team_game_advanced as advanced on advanced.season_year = context.season_year
        and advanced.game_id = context.game_id and advanced.team_id = context.team_id
      where ${isOfScope} and result.game_type in ${RECORDED_KINDS}
    ),
    span as (
      select team_id, league_id, played_on, max(number) as number, size
      from played cross join (values (5), (10), (20), (0)) as one (size) group by team_id, league_id, played_on, size
    ),
    in_span as (
      select span.team_id, span.league_id, span.played_on as as_of, span.size, span.number - played.number as age,
             played.season_year, played.number, played.margin, played.points_for, played.points_against, played.possessions,
             played.minutes, played.ats_result, played.over_result,
             power(1 - 2.0 / (case size when 0 then 20 else size end + 1), span.number - played.number) as weight
      from span join played on played.team_id = span.team_id and played.league_id = span.league_id
        and played.number <= span.number and (size = 0 or played.number > span.number - size)
    )
    select team_id, league_id, season_year, as_of, size::smallint as window_games, count(*)::smallint as games,
           avg(case sign(margin) when 1 then 1 when 0 then 0.5 else 0 end) as win_share,
           avg(points_for) as points_for, avg(points_against) as points_against,
           ${ofPossessions('100.0 * sum(points_for)', 'sum(possessions)')} as ortg,
           ${ofPossessions('100.0 * sum(points_against)', 'sum(possessions)')} as drtg,
           ${ofPossessions('100.0 * sum(margin)', 'sum(possessions)')} as net_rating,
           ${ofPossessions('48.0 * 5 * sum(possessions)', 'sum(minutes)')} as pace,
           (count(*) * sum(number * margin) - sum(number) * sum(margin))
             / nullif(count(*) * sum(number * number) - sum(number) ^ 2, 0) as slope,
           sum(margin * weight) / sum(weight) as ewma, ${ENDED_LINES}
    from in_span group by team_id, league_id, season_year, as_of, size`;
}

/** Null unless the possessions of each game of the window are known. */
function ofPossessions(above: string, below: string): SQL {
  return sql.raw(
    `case when count(possessions) = count(*) and count(minutes) = count(*) then ${above} / nullif(${below}, 0) end`,
  );
}
