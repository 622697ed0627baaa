import { type SQL, sql } from 'drizzle-orm';
import type { KeySelection } from '../../datasets/dataset.ts';
import { teamScheduleContext } from '../../db/schema/team-schedule-context.ts';

const context = teamScheduleContext;

/** Kinds of games that records of teams are of; others are no measure of a team. */
export const RECORDED_KINDS = sql`('regular', 'playin', 'playoff')`;

/** Whether a season and a team are of a selection. */
export function isOfTeams(
  { seasonYear, entityIds }: KeySelection,
  columns: { season: SQL; teams: readonly SQL[] },
): SQL {
  const isSeason = seasonYear === undefined ? sql`true` : sql`${columns.season} = ${seasonYear}`;
  if (entityIds === undefined) return isSeason;
  const ids = sql`${sql.param([...entityIds])}::int[]`;
  const isOne = columns.teams.map((team) => sql`${team} = any(${ids})`);
  return sql`${isSeason} and (${sql.join(isOne, sql` or `)})`;
}

/** The teams of a selection that have games or rows of `table`, whose columns are given. */
export function teamKeys(
  selection: KeySelection,
  { table, season, teams }: { table: SQL; season: SQL; teams: readonly SQL[] },
): SQL {
  const ofRows = teams.map(
    (team) =>
      sql`select ${season}, ${team} from ${table} where ${isOfTeams(selection, { season, teams: [team] })}`,
  );
  const ofGames = isOfTeams(selection, {
    season: sql`${context.seasonYear}`,
    teams: [sql`${context.teamId}`],
  });
  return sql`
    select ${context.seasonYear} as season_year, ${context.teamId} as entity_id from ${context} where ${ofGames}
    union ${sql.join(ofRows, sql` union `)}`;
}

/** How bets ended that rows of `team_market_results` tell of, as the columns of a record of lines have it. */
export const LINE_RECORD = sql`
  ${ended('ats_result', 'win')} as ats_wins, ${ended('ats_result', 'loss')} as ats_losses,
  ${pushed('ats_result')} as ats_pushes, coalesce(sum(ats_margin), 0) as ats_margin,
  count(ats_profit)::int as ats_bets, coalesce(sum(ats_profit), 0) as ats_profit,
  ${ended('over_result', 'win')} as overs, ${ended('over_result', 'loss')} as unders,
  ${pushed('over_result')} as total_pushes, count(over_profit)::int as total_bets,
  coalesce(sum(over_profit), 0) as over_profit, coalesce(sum(under_profit), 0) as under_profit`;

/** The part of it that a record without money has. */
export const ENDED_LINES = sql`
  ${ended('ats_result', 'win')} as ats_wins, ${ended('ats_result', 'loss')} as ats_losses, ${pushed('ats_result')} as ats_pushes,
  ${ended('over_result', 'win')} as overs, ${ended('over_result', 'loss')} as unders, ${pushed('over_result')} as total_pushes`;

/** Won, lost and level games with their points. */
export const GAME_RECORD = sql`
  count(*)::int as games, (count(*) filter (where points_for > points_against))::int as wins,
  (count(*) filter (where points_for < points_against))::int as losses,
  (count(*) filter (where points_for = points_against))::int as level,
  sum(points_for)::int as points_for, sum(points_against)::int as points_against`;

/** Quarter lines are two half stakes: a half win is half a win and half a push. */
function ended(column: string, as: 'win' | 'loss'): SQL {
  return sql.raw(
    `coalesce(sum(case ${column} when '${as}' then 1 when 'half_${as}' then 0.5 else 0 end), 0)`,
  );
}

function pushed(column: string): SQL {
  return sql.raw(
    `coalesce(sum(case ${column} when 'push' then 1 when 'half_win' then 0.5 when 'half_loss' then 0.5 else 0 end), 0)`,
  );
}
