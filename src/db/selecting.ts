import { type GetColumnData, type SQL, getTableColumns, sql } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';

/** What a statement answers with: a column of the schema or an expression with its type (`sql<number>`), by its name. */
type Selection = Readonly<Record<string, AnyPgColumn | SQL>>;

type ValueOf<Selected> = Selected extends AnyPgColumn
  ? GetColumnData<Selected>
  : Selected extends SQL<infer Value>
    ? Value
    : never;

/** The row of a selection: a column's value has the type of the column, that of an expression the one it was given. */
export type RowOf<Selected extends Selection> = { [Name in keyof Selected]: ValueOf<Selected[Name]> };

declare const ROW: unique symbol;

/** A statement that says itself what its rows are; only `selecting` makes one. */
export type Statement<Row> = SQL<Row> & { readonly [ROW]: Row };

/** Refuses an expression whose type nobody has said. */
type Typed<Selected extends Selection> = {
  [Name in keyof Selected]: Selected[Name] extends SQL<infer Value>
    ? unknown extends Value
      ? never
      : unknown
    : unknown;
};

/** A value of `jsonb` that the schema knows nothing of is anything at all. */
type Known<Value> = unknown extends Value ? NonNullable<unknown> | null : Value;

/**
 * A statement that the query builder cannot say, with the type of its rows. `statement` puts the list (`a as "x", b as "y"`)
 * behind its last `select`, or behind `returning`: names and types of a row come from the same place and cannot differ.
 */
export function selecting<const Selected extends Selection>(
  selected: Selected & Typed<Selected>,
  statement: (list: SQL) => SQL,
): Statement<RowOf<Selected>> {
  const list = Object.entries(selected).map(([name, value]) => sql`${value} as ${sql.identifier(name)}`);
  return statement(sql.join(list, sql`, `)) as Statement<RowOf<Selected>>;
}

type ColumnsByName<Columns extends Record<string, AnyPgColumn>> = {
  [Name in keyof Columns as Columns[Name]['_']['name']]: Columns[Name];
};

/** All columns of a table (or of an alias of it), each by its name in the database. */
export function columnsByName<Table extends PgTable>(table: Table): ColumnsByName<Table['_']['columns']> {
  const columns = Object.values<AnyPgColumn>(getTableColumns(table));
  return Object.fromEntries(columns.map((column) => [column.name, column])) as ColumnsByName<
    Table['_']['columns']
  >;
}

/** A column as a `with` clause or a subquery of that name hands it on, under its own name. */
export function columnIn<Column extends AnyPgColumn>(
  from: string,
  column: Column,
): SQL<Known<ValueOf<Column>>> {
  return sql`${sql.identifier(from)}.${sql.identifier(column.name)}`;
}

/** An expression that hands on a column's value, as from a `with` clause or an aggregate that picks one. */
export function valueOf<Column extends AnyPgColumn>(
  _column: Column,
  expression: SQL,
): SQL<GetColumnData<Column>> {
  return expression;
}

/** A column that is null in other rows than those that the statement's condition takes. */
export function notNull<Column extends AnyPgColumn>(column: Column): SQL<NonNullable<ValueOf<Column>>> {
  return sql`${column}`;
}

/** A column, or an expression with its type, that is null where an outer join or a filter finds nothing. */
export function orNull<Selected extends AnyPgColumn | SQL>(
  selected: Selected,
): SQL<ValueOf<Selected> | null> {
  return sql`${selected}`;
}
