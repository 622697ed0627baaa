import { type Column, getTableColumns } from 'drizzle-orm';
import type { alias as drizzleAlias } from 'drizzle-orm/pg-core';
import { type PgTable } from 'drizzle-orm/pg-core';

const [NAME, IS_ALIAS, COLUMNS] = ['Name', 'IsAlias', 'Columns'].map((name) =>
  Symbol.for(`drizzle:${name}`),
) as [symbol, symbol, symbol];

/**
 * A table by another name, for statements that name it twice. It is what drizzle's `alias` makes, with its columns made
 * once: there each look at a column makes two proxies, and statements are built from them for every game.
 */
export function alias<T extends PgTable, Name extends string>(
  table: T,
  name: Name,
): ReturnType<typeof drizzleAlias<T, Name>> {
  const named = Object.create(table) as Record<string | symbol, unknown>;
  const columns = Object.fromEntries(
    Object.entries<Column>(getTableColumns(table)).map(([key, column]) => [key, columnOf(named, column)]),
  );
  Object.assign(named, columns, { [NAME]: name, [IS_ALIAS]: true, [COLUMNS]: columns });
  return named as unknown as ReturnType<typeof drizzleAlias<T, Name>>;
}

function columnOf(table: object, column: Column): Column {
  return Object.create(column, { table: { value: table, enumerable: true } }) as Column;
}
