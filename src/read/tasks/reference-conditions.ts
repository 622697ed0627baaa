import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Sport } from '../../domain/sport.ts';

// Conditions by id and not by name: only with the values themselves does the planner know how many games they mean,
// and a sport without any game would be looked for among all others.

/** Games (alias game) of a sport. */
export async function sportCondition(executor: Executor, sport: Sport): Promise<SQL> {
  const rows = await rowsOf<{ id: number }>(
    executor,
    sql`select id from sports where display_name = ${sport}`,
  );
  return anyOf(sql`game.sport_id`, rows);
}

/**
 * Games (alias game) of the season of a year: a condition for each sport that has one (or for the one asked about),
 * because only the games of one season lie in the order of an index. Empty where nobody has that season.
 */
export async function seasonConditions(executor: Executor, year: number, sport?: Sport): Promise<SQL[]> {
  const rows = await rowsOf<{ id: number }>(
    executor,
    sql`
      select season.id from seasons as season join sports as sport on sport.id = season.sport_id
      where season.year = ${year} and ${sport ? sql`sport.display_name = ${sport}` : sql`true`}`,
  );
  return rows.map(({ id }) => sql`game.season_id = ${id}`);
}

/** Games (alias game) of the leagues of a name, in any case. */
export async function leagueCondition(executor: Executor, name: string): Promise<SQL> {
  const rows = await rowsOf<{ id: number }>(
    executor,
    sql`select id from leagues where lower(name) = lower(${name})`,
  );
  return anyOf(sql`game.league_id`, rows);
}

function anyOf(column: SQL, rows: readonly { id: number }[]): SQL {
  const [only, second] = rows;
  if (only && !second) return sql`${column} = ${only.id}`;
  return sql`${column} = any(${sql.param(rows.map((row) => row.id))}::int[])`;
}
