import { type SQL, getTableName, sql } from 'drizzle-orm';
import type { Dataset, KeySelection, SeasonScope } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { marketResults } from '../../db/schema/market-results.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import { situationalStats } from '../../db/schema/team-records.ts';
import { teamScheduleContext } from '../../db/schema/team-schedule-context.ts';
import { SPORTS } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { GAME_RECORD, LINE_RECORD, isOfTeams, teamKeys } from './team-parts.ts';

const table = situationalStats;
const season = sql`${table.seasonYear}`;
const teams = [sql`${table.teamId}`];

/** Records of teams by situation; a team is the entity of a change. */
export const situationsDataset: Dataset = {
  name: getTableName(table),
  relation: 'table',
  grain: 'one team in one season of a league in one situation',
  meaning:
    'Games, points, spread and total at the close by where and how rested a team played, and what it came from.',
  inputs: [teamScheduleContext, games, seasons, sports, marketResults].map((input) => ({
    dataset: getTableName(input),
  })),
  refresh: {
    table,
    key: [table.teamId, table.leagueId, table.seasonYear, table.situation],
    entity: table.teamId,
    isOf: (scope: SeasonScope) => isOfTeams(scope, { season, teams }),
    rows,
    keys: (selection: KeySelection) => teamKeys(selection, { table: sql`${table}`, season, teams }),
  },
  rules: () => 'situations-1',
  freshWithinSeconds: 60,
};

/** The situations and when a game is of them, by the columns of `rows`. */
const SITUATIONS: Readonly<Record<string, string>> = {
  all: 'is_of_season',
  home: 'is_of_season and is_home and not is_neutral',
  road: 'is_of_season and not is_home and not is_neutral',
  neutral: 'is_of_season and is_neutral',
  back_to_back: 'is_of_season and is_back_to_back',
  rest_1: 'is_of_season and rest_days = 1',
  rest_2: 'is_of_season and rest_days = 2',
  rest_3_plus: 'is_of_season and rest_days >= 3',
  three_in_four: 'is_of_season and games_in_4 >= 3',
  favourite: 'is_of_season and is_favourite',
  underdog: 'is_of_season and not is_favourite',
  after_win: 'is_of_season and last_margin > 0',
  after_loss: 'is_of_season and last_margin < 0',
  after_overtime: 'is_of_season and last_went_on',
  playoff: "game_type in ('playin', 'playoff')",
  cup: "game_type = 'cup'",
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_none, index) => [
      `month_${String(index + 1).padStart(2, '0')}`,
      `is_of_season and extract(month from played_on) = ${index + 1}`,
    ]),
  ),
};

function rows(scope: SeasonScope): SQL {
  const isOfScope = isOfTeams(scope, { season: sql`context.season_year`, teams: [sql`context.team_id`] });
  const cases = Object.entries(SITUATIONS).map(([name, when]) => sql.raw(`('${name}', ${when})`));
  return sql`
    with played as (
      select result.*, context.rest_days, context.is_back_to_back, context.games_in_4, sport.display_name as sport,
             result.game_type in ('regular', 'playin', 'playoff') as is_of_season,
             case when context.team_id = last.home_team_id then last.home_score - last.away_score
                  else last.away_score - last.home_score end as last_margin,
             array_length(last.home_period_scores, 1) > ${regulationPeriods()} as last_went_on
      from ${teamScheduleContext} as context
      join team_market_results as result on result.game_id = context.game_id and result.team_id = context.team_id
      join ${games} as game on game.id = context.game_id
      join ${sports} as sport on sport.id = game.sport_id
      left join ${games} as last on last.id = context.previous_game_id and last.status = 'completed'
      where ${isOfScope}
    )
    select team_id, league_id, season_year, of.situation, max(played_on) as as_of, ${GAME_RECORD}, ${LINE_RECORD}
    from played cross join lateral (values ${sql.join(cases, sql`, `)}) as of (situation, applies)
    where of.applies group by team_id, league_id, season_year, of.situation`;
}

/** Periods before overtime; null of sports without any. */
function regulationPeriods(): SQL {
  const known = SPORTS.flatMap((sport) => {
    const { regulationPeriods: periods } = SPORT_FACTS[sport];
    return periods === undefined ? [] : [sql`when ${sport} then ${periods}::int`];
  });
  return sql`case sport.display_name ${sql.join(known, sql` `)} end`;
}
