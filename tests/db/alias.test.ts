import { eq, getTableColumns, getTableName, is, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { PgTable, alias as drizzleAlias } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { alias } from '../../src/db/alias.ts';
import { games } from '../../src/db/schema/games.ts';
import { teams } from '../../src/db/schema/reference.ts';

const db = drizzle.mock();

/** Statements of the builder and by hand over tables under other names. */
function statementsWith(named: typeof drizzleAlias): { sql: string; params: unknown[] }[] {
  const [home, away, game] = [named(teams, 'home'), named(teams, 'away'), named(games, 'a "game"')];
  const sides = db
    .select({ id: game.id, home: home.name })
    .from(game)
    .innerJoin(home, eq(home.id, game.homeTeamId));
  return [
    db.select().from(game),
    sides.leftJoin(away, eq(away.id, game.awayTeamId)).where(eq(away.name, 'Lakers')).orderBy(home.name),
    db.with(db.$with('sides').as(sides)).select({ one: sql`1` }).from(game),
    db.select({ tip: sql<Date>`${game.gameDatetime} at time zone ${'UTC'}` }).from(game),
  ].map((query) => query.toSQL());
}

describe('a table by another name', () => {
  it('is said as drizzle says it', () => {
    expect(statementsWith(alias as typeof drizzleAlias)).toEqual(statementsWith(drizzleAlias));
  });

  it('is a table, and leaves the table itself as it is', () => {
    const named = alias(teams, 'home');
    expect(is(named, PgTable)).toBe(true);
    expect(getTableName(named)).toBe('home');
    expect(getTableName(teams)).toBe('teams');
    expect(Object.keys(getTableColumns(named))).toEqual(Object.keys(getTableColumns(teams)));
    expect(named.name.table).toBe(named);
    expect(teams.name.table).toBe(teams);
    expect(named.name).toBe(named.name);
  });
});
