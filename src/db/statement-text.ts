import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';

/**
 * The text of a statement that a pool is given, with its values, time and again: they are numbered places (`$1`) in
 * it. Throws a RangeError where the statement holds a value of its own.
 */
export function statementText(statement: SQL): string {
  const { sql, params } = new PgDialect().sqlToQuery(statement);
  if (params.length > 0) throw new RangeError(`a statement with numbered places holds values: ${sql}`);
  return sql;
}
