import { createHash } from 'node:crypto';
import { getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { ColumnName } from '../db/schema/column-names.ts';

/** A table of game lines: one row per game and entity, partitioned by season. */
export type LineTable = {
  table: string;
  /** The column that names the entity: `player_id` or `team_id`. */
  entityColumn: 'player_id' | 'team_id';
  /** Columns that the provider's line fills; they make up the content hash. */
  valueColumns: readonly string[];
  /** Columns that say where the line belongs, beside season, game and entity. */
  contextColumns: readonly string[];
};

/** Describes a table of lines by its place in the schema: columns that the table does not have do not compile. */
export function lineTable<Table extends PgTable>(
  table: Table,
  columns: {
    entityColumn: 'player_id' | 'team_id';
    contextColumns: readonly ColumnName<Table>[];
    valueColumns: readonly ColumnName<Table>[];
  },
): LineTable {
  return { table: getTableName(table), ...columns };
}

/** A line by column name; every value column must be there. */
export type LineRow = Record<string, string | number | boolean | null>;

/** SHA-256 over the values of a line in column order: equal hashes mean that nothing has to be written. */
export function contentHash(table: LineTable, row: LineRow): string {
  const values = table.valueColumns.map((column) => row[column] ?? null);
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
