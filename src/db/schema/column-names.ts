import type { PgTable } from 'drizzle-orm/pg-core';

/** The names of a table's columns as the database has them: a renamed column no longer compiles where it is named. */
export type ColumnName<Table extends PgTable> = {
  [Key in keyof Table['_']['columns']]: Table['_']['columns'][Key]['_']['name'];
}[keyof Table['_']['columns']];
