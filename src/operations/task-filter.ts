import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { containsPattern, readSearchText } from './search-text.ts';
import type { TaskFilter } from './task-queries.ts';
import { findTeams } from './team-search.ts';

/** The condition of a filter over the aliases of `FILTER_SOURCE`. Looks teams up for the text, otherwise pure. */
export async function taskCondition(executor: Executor, filter: TaskFilter): Promise<SQL> {
  const parts: SQL[] = [];
  if (filter.status) parts.push(sql`task.status = ${filter.status}`);
  if (filter.sport) parts.push(sql`sport.display_name = ${filter.sport}`);
  if (filter.gameId !== undefined) parts.push(sql`task.game_id = ${filter.gameId}`);
  if (filter.date) parts.push(sql`game.slate_date = ${filter.date}::date`);
  if (filter.days !== undefined) {
    const span = sql`${filter.days} * interval '1 day'`;
    parts.push(sql`task.scheduled_time between now() - ${span} and now() + ${span}`);
  }
  if (filter.holdReason) parts.push(sql`task.status = 'pending' and task.hold_reason = ${filter.holdReason}`);
  if (filter.isHeld !== undefined) {
    const held = sql`(task.status = 'pending' and task.hold_reason is not null)`;
    parts.push(filter.isHeld ? held : sql`not ${held}`);
  }
  if (filter.errorType) parts.push(sql`task.error_type = ${filter.errorType}`);
  if (filter.text?.trim()) parts.push(...(await textConditions(executor, filter.text)));
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `);
}

/** Each word names a team or stands in the recorded trouble. */
async function textConditions(executor: Executor, text: string): Promise<SQL[]> {
  const { dates, ids, words } = readSearchText(text);
  const teams = await findTeams(executor, words);
  return [
    ...dates.map((date) => sql`game.slate_date = ${date}::date`),
    ...ids.map((id) => sql`(task.id = ${id} or task.game_id = ${id})`),
    ...words.map((word) => {
      return sql`(${eitherTeam(teams.get(word) ?? [])} or ${errorContains(word)})`;
    }),
  ];
}

function errorContains(word: string): SQL {
  const pattern = containsPattern(word);
  return sql`concat_ws(' ', task.error_type, task.error_message, task.hold_detail) ilike ${pattern}`;
}

/** One of the teams plays at home or away. */
export function eitherTeam(teamIds: readonly number[]): SQL {
  const ids = sql`${sql.param([...teamIds])}::int[]`;
  return sql`(game.home_team_id = any(${ids}) or game.away_team_id = any(${ids}))`;
}
