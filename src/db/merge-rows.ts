import { type SQL, getTableColumns, sql } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import { bareColumns, excluded } from './bare-columns.ts';
import type { Executor } from './database.ts';
import { firstRow } from './rows.ts';
import { selecting } from './selecting.ts';

export type Merge = {
  table: PgTable;
  /** The columns of its primary key. */
  key: readonly AnyPgColumn[];
  /** Which rows of the table are the part that was computed. */
  isOf: SQL;
  /** A query with the columns of the table by their names, but for `refreshed_at`. */
  rows: SQL;
  /** The column that says whose a row is. */
  entity: AnyPgColumn;
};

/** What became of the rows of a part, and whose rows are others than before. */
export type Merged = {
  removed: number;
  written: number;
  /** Of the rows that were computed. */
  compared: { read: number; added: number; changed: number; same: number };
  changedEntities: readonly number[];
};

/**
 * Brings a part of a table to the rows of a query: what is there already is not written, so that a refresh without a
 * difference changes nothing, and `refreshed_at` says since when a row is what it is.
 */
export async function mergeRows(tx: Executor, { table, key, isOf, rows, entity }: Merge): Promise<Merged> {
  const written = Object.values<AnyPgColumn>(getTableColumns(table)).filter(
    ({ name }) => name !== 'refreshed_at',
  );
  const values = written.filter((column) => !key.includes(column));
  const names = bareColumns(...written);
  const entityName = sql.identifier(entity.name);
  const merged = await firstRow(
    tx,
    selecting(
      {
        read: sql<number>`(select count(*) from computed)::float8`,
        removed: sql<number>`(select count(*) from gone)::float8`,
        added: sql<number>`(select count(*) from put where is_new)::float8`,
        changed: sql<number>`(select count(*) from put where not is_new)::float8`,
        entities: sql<
          number[]
        >`array(select ${entityName} from gone union select ${entityName} from put order by 1)`,
      },
      (list) => sql`
      with computed as materialized (${rows}),
      gone as (
        delete from ${table} where ${isOf}
          and not exists (select from computed where ${sql.join(key.map(isSame), sql` and `)})
        returning ${entity} as ${entityName}
      ),
      put as (
        insert into ${table} (${names}) select ${names} from computed
        on conflict (${bareColumns(...key)}) do update set ${sql.join(values.map(taken), sql`, `)}, refreshed_at = now()
        where (${sql.join([...values], sql`, `)}) is distinct from (${sql.join(values.map(excluded), sql`, `)})
        returning ${entity} as ${entityName}, xmax::text = '0' as is_new
      )
      select ${list}`,
    ),
  );
  if (merged === undefined) throw new TypeError('a merge without an answer');
  const { read, removed, added, changed, entities } = merged;
  return {
    removed,
    written: added + changed,
    compared: { read, added, changed, same: read - added - changed },
    changedEntities: entities,
  };
}

function isSame(column: AnyPgColumn): SQL {
  return sql`computed.${sql.identifier(column.name)} = ${column}`;
}

function taken(column: AnyPgColumn): SQL {
  return sql`${sql.identifier(column.name)} = ${excluded(column)}`;
}
