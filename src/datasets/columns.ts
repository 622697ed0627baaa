import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';

/** A column of a dataset as the database has it. */
export type DatasetColumn = {
  name: string;
  type: string;
  is_nullable: boolean;
  /** Part of the primary key. */
  is_key: boolean;
  /** What the database says of it; null where it says nothing. */
  meaning: string | null;
};

/** The columns of a table or view in their order; none where it does not exist. */
export function readColumns(db: Executor, relation: string): Promise<DatasetColumn[]> {
  return rowsOf<DatasetColumn>(
    db,
    sql`
      select col.attname as name, format_type(col.atttypid, col.atttypmod) as type,
             not col.attnotnull as is_nullable,
             exists (select from pg_index as key where key.indrelid = col.attrelid and key.indisprimary
                     and col.attnum = any(key.indkey)) as is_key,
             col_description(col.attrelid, col.attnum) as meaning
      from pg_attribute as col
      where col.attrelid = to_regclass(${relation}) and col.attnum > 0 and not col.attisdropped
      order by col.attnum`,
  );
}
