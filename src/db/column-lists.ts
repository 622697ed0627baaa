import { type GetColumnData, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from './database.ts';
import { FIRST_MS, LAST_MS } from './instants.ts';
import { firstRow } from './rows.ts';
import { type Statement, selecting } from './selecting.ts';

/** What rows have, by name: columns and expressions whose values JSON carries as they are; instants go by `msOf`. */
type Selection = Readonly<Record<string, AnyPgColumn | SQL>>;

type ValueOf<Selected> = Selected extends AnyPgColumn
  ? GetColumnData<Selected>
  : Selected extends SQL<infer Value>
    ? Value
    : never;

/** Refuses what would come back as something else: JSON has no dates. */
type Carried<Selected extends Selection> = {
  [Name in keyof Selected]: Extract<ValueOf<Selected[Name]>, Date> extends never ? unknown : never;
};

/** A list for each column, all of one length. */
type Lists<Selected extends Selection> = { [Name in keyof Selected]: readonly ValueOf<Selected[Name]>[] };

/** An instant as milliseconds, which JSON carries; infinity as the last moment that a `Date` can hold. */
export function msOf<Column extends AnyPgColumn>(
  column: Column,
): SQL<null extends GetColumnData<Column> ? number | null : number> {
  const ms = sql`round(date_part('epoch', ${column}) * 1000)`;
  return sql`case when ${column} is not null then least(greatest(${ms}, ${FIRST_MS}), ${LAST_MS}) end`;
}

/**
 * The statement of `rowsByLists`: one row with a list for each name. `from` is all that stands behind `from`, with the
 * conditions and the order.
 */
export function listsQuery<const Selected extends Selection>(
  selected: Selected & Carried<Selected>,
  from: SQL,
): Statement<Lists<Selected>> {
  const named = Object.entries(selected);
  const columns = named.map(([name, value]) => sql`${value} as ${sql.identifier(name)}`);
  const lists = named.map(([name]) => [
    name,
    sql<unknown[]>`coalesce(json_agg(one.${sql.identifier(name)}), '[]')`,
  ]);
  return selecting(
    Object.fromEntries(lists),
    (list) => sql`select ${list} from (select ${sql.join(columns, sql`, `)} from ${from}) as one`,
  ) as unknown as Statement<Lists<Selected>>;
}

/** The lists themselves: for whoever makes objects of their own of the rows. */
export async function readLists<const Selected extends Selection>(
  db: Executor,
  selected: Selected & Carried<Selected>,
  from: SQL,
): Promise<Lists<Selected>> {
  const lists = await firstRow(db, listsQuery<Selected>(selected, from));
  if (lists === undefined) throw new Error('an aggregate has no row');
  return lists;
}

/** Reads rows by the thousand: a list for each column is parsed several times as fast as a message for each row. */
export async function rowsByLists<const Selected extends Selection>(
  db: Executor,
  selected: Selected & Carried<Selected>,
  from: SQL,
): Promise<{ [Name in keyof Selected]: ValueOf<Selected[Name]> }[]> {
  const lists = await readLists<Selected>(db, selected, from);
  const names = Object.keys(selected);
  const [first = ''] = names;
  const values = lists as Readonly<Record<string, readonly unknown[]>>;
  return (values[first] ?? []).map((_value, index) => {
    const row: Record<string, unknown> = {};
    for (const name of names) row[name] = values[name]?.[index];
    return row as { [Name in keyof Selected]: ValueOf<Selected[Name]> };
  });
}
