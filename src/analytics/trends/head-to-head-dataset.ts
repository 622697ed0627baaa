import { type SQL, getTableName, sql } from 'drizzle-orm';
import type { Dataset, KeySelection, SeasonScope } from '../../datasets/dataset.ts';
import { games } from '../../db/schema/games.ts';
import { marketResults } from '../../db/schema/market-results.ts';
import { seasons } from '../../db/schema/reference.ts';
import { headToHeadHistory } from '../../db/schema/team-records.ts';
import { teamScheduleContext } from '../../db/schema/team-schedule-context.ts';
import { GAME_RECORD, LINE_RECORD, isOfTeams, teamKeys } from './team-parts.ts';

const table = headToHeadHistory;
const season = sql`${table.seasonYear}`;
const teams = [sql`${table.teamLo}`, sql`${table.teamHi}`];

/** What teams made of each other, season by season; a team is the entity of a change. */
export const headToHeadDataset: Dataset = {
  name: getTableName(table),
  relation: 'table',
  grain: 'two teams in one season of a league',
  meaning:
    'Games, points, spread and total at the close between two teams; the sums of seasons are all of it.',
  inputs: [teamScheduleContext, games, seasons, marketResults].map((input) => ({
    dataset: getTableName(input),
  })),
  refresh: {
    table,
    key: [table.teamLo, table.teamHi, table.leagueId, table.seasonYear],
    entity: table.teamLo,
    isOf: (scope: SeasonScope) => isOfTeams(scope, { season, teams }),
    rows,
    keys: (selection: KeySelection) => teamKeys(selection, { table: sql`${table}`, season, teams }),
  },
  rules: () => 'head-to-head-1',
  freshWithinSeconds: 60,
};

function rows(scope: SeasonScope): SQL {
  const isOfScope = isOfTeams(scope, {
    season: sql`context.season_year`,
    teams: [sql`context.team_id`, sql`context.opponent_id`],
  });
  return sql`
    select team_id as team_lo, result.opponent_id as team_hi, result.league_id, result.season_year,
           max(result.played_on) as as_of, ${GAME_RECORD},
           (count(*) filter (where is_at_home))::int as home_games,
           (count(*) filter (where is_at_home and points_for > points_against))::int as home_wins, ${LINE_RECORD}
    from (
      select result.*, context.is_home as is_at_home
      from ${teamScheduleContext} as context
      join team_market_results as result on result.game_id = context.game_id and result.team_id = context.team_id
      where context.team_id < context.opponent_id and ${isOfScope}
    ) as result
    group by team_id, result.opponent_id, result.league_id, result.season_year`;
}
