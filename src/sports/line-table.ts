import { hash } from 'node:crypto';
import { getTableName } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { ColumnName } from '../db/schema/column-names.ts';
import type { lineColumns, lineKey } from '../db/schema/line-columns.ts';

/** A table of game lines in the schema, with the columns that each of them has. */
type SchemaOfLines = PgTable &
  Record<keyof ReturnType<typeof lineKey> | keyof ReturnType<typeof lineColumns>, PgColumn>;

/** A table of game lines: one row per game and entity, partitioned by season. */
export type LineTable = {
  table: string;
  /** The same in the schema. */
  schema: SchemaOfLines;
  /** The column of `entityColumn` in the schema. */
  entity: PgColumn;
  /** The column that names the entity: `player_id` or `team_id`. */
  entityColumn: 'player_id' | 'team_id';
  /** Columns that the provider's line fills; they make up the content hash. */
  valueColumns: readonly string[];
  /** Columns that say where the line belongs, beside season, game and entity. */
  contextColumns: readonly string[];
};

type ColumnsOfLines<Table extends PgTable> = {
  contextColumns: readonly ColumnName<Table>[];
  valueColumns: readonly ColumnName<Table>[];
};

/** Describes a table of players' lines by its place in the schema: columns that the table does not have do not compile. */
export function playerLineTable<Table extends SchemaOfLines & { playerId: PgColumn }>(
  table: Table,
  columns: ColumnsOfLines<Table>,
): LineTable {
  return {
    table: getTableName(table),
    schema: table,
    entity: table.playerId,
    entityColumn: 'player_id',
    ...columns,
  };
}

/** The same of a table of teams' lines. */
export function teamLineTable<Table extends SchemaOfLines>(
  table: Table,
  columns: ColumnsOfLines<Table>,
): LineTable {
  return {
    table: getTableName(table),
    schema: table,
    entity: table.teamId,
    entityColumn: 'team_id',
    ...columns,
  };
}

/** A line by column name; every value column must be there. */
export type LineRow = Record<string, string | number | boolean | null>;

/** SHA-256 over the values of a line in column order: equal hashes mean that nothing has to be written. */
export function contentHash(table: LineTable, row: LineRow): string {
  const values = table.valueColumns.map((column) => row[column] ?? null);
  return hash('sha256', JSON.stringify(values));
}
