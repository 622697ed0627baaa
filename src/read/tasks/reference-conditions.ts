import { eq, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from '../../db/database.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import type { Sport } from '../../domain/sport.ts';
import { game, season, sport } from './aliases.ts';

// Conditions by id and not by name: only with the values themselves does the planner know how many games they mean,
// and a sport without any game would be looked for among all others.

/** Games (alias game) of a sport. */
export async function sportCondition(executor: Executor, wanted: Sport): Promise<SQL> {
  const rows = await executor.select({ id: sports.id }).from(sports).where(eq(sports.displayName, wanted));
  return anyOf(game.sportId, rows);
}

/**
 * Games (alias game) of the season of a year: a condition for each sport that has one (or for the one asked about),
 * because only the games of one season lie in the order of an index. Empty where nobody has that season.
 */
export async function seasonConditions(executor: Executor, year: number, ofSport?: Sport): Promise<SQL[]> {
  const rows = await executor
    .select({ id: season.id })
    .from(season)
    .innerJoin(sport, eq(sport.id, season.sportId))
    .where(sql`${season.year} = ${year} and ${ofSport ? sql`${sport.displayName} = ${ofSport}` : sql`true`}`);
  return rows.map(({ id }) => sql`${game.seasonId} = ${id}`);
}

/** Games (alias game) of the leagues of a name, in any case. */
export async function leagueCondition(executor: Executor, name: string): Promise<SQL> {
  const rows = await executor
    .select({ id: leagues.id })
    .from(leagues)
    .where(sql`lower(${leagues.name}) = lower(${name})`);
  return anyOf(game.leagueId, rows);
}

function anyOf(column: PgColumn, rows: readonly { id: number }[]): SQL {
  const [only, second] = rows;
  if (only && !second) return sql`${column} = ${only.id}`;
  return sql`${column} = any(${sql.param(rows.map((row) => row.id))}::int[])`;
}
