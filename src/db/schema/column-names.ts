import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';

/** The names of a table's columns as the database has them: a renamed column no longer compiles where it is named. */
export type ColumnName<Table extends PgTable> = {
  [Key in keyof Table['_']['columns']]: Table['_']['columns'][Key]['_']['name'];
}[keyof Table['_']['columns']];

/** The name of a column as the database has it, and as the compiler knows it. */
export function columnName<Column extends PgColumn>(column: Column): Column['_']['name'] {
  return column.name;
}
