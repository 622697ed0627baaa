import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

/** SQL for a check constraint: the column holds one of `values`. The values are our own constants. */
export function oneOf(column: AnyPgColumn, values: readonly string[]): SQL {
  return sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(', '))})`;
}

/** SQL for a check constraint: the column holds a part of one whole. */
export function isShare(column: AnyPgColumn): SQL {
  return sql`${column} between 0 and 1`;
}
