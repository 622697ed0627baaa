import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';

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
  return rowsOf(
    db,
    selecting(
      {
        name: sql<string>`col.attname`,
        type: sql<string>`format_type(col.atttypid, col.atttypmod)`,
        is_nullable: sql<boolean>`not col.attnotnull`,
        is_key: sql<boolean>`exists (select from pg_index as key where key.indrelid = col.attrelid and key.indisprimary
                     and col.attnum = any(key.indkey))`,
        meaning: sql<string | null>`col_description(col.attrelid, col.attnum)`,
      },
      (list) => sql`
      select ${list}
      from pg_attribute as col
      where col.attrelid = to_regclass(${relation}) and col.attnum > 0 and not col.attisdropped
      order by col.attnum`,
    ),
  );
}
