import type { SQL } from 'drizzle-orm';
import pg from 'pg';
import type { Executor } from './database.ts';
import { instantOf } from './instants.ts';
import type { Statement } from './selecting.ts';
import { quickText } from './quick-text.ts';

const { INT8, NUMERIC, TIMESTAMPTZ } = pg.types.builtins;

/**
 * Runs a statement and returns its rows: `timestamptz` as Date, `bigint` and `numeric` as number, `date` as ISO text.
 * A statement of `selecting` says itself what its rows are. Those of any other have no known shape, unless the caller
 * names one (`rowsOf<…>`): a promise that the compiler does not hold, and that only tests make.
 */
export async function rowsOf<Row extends object>(
  executor: Executor,
  statement: Statement<Row>,
): Promise<Row[]>;
export async function rowsOf<Row extends object = object>(
  executor: Executor,
  statement: SQL,
): Promise<NoInfer<Row>[]>;
export async function rowsOf<Row extends object>(executor: Executor, statement: SQL): Promise<Row[]> {
  const result = await executor.execute(quickText(statement));
  // Most rows have nothing that is to be read.
  const texts = result.fields.filter(({ dataTypeID }) => READINGS.has(dataTypeID));
  for (const { name, dataTypeID } of texts) {
    const read = READINGS.get(dataTypeID);
    for (const row of result.rows) {
      const value: unknown = row[name];
      if (read !== undefined && typeof value === 'string') row[name] = read(value);
    }
  }
  return result.rows as Row[];
}

/** What comes as text: drizzle hands raw statements' instants over so, the driver numbers that may be too large for one. */
const READINGS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [TIMESTAMPTZ, instantOf],
  [INT8, Number],
  [NUMERIC, Number],
]);

/** The first row of a statement, or undefined. */
export async function firstRow<Row extends object>(
  executor: Executor,
  statement: Statement<Row>,
): Promise<Row | undefined>;
export async function firstRow<Row extends object = object>(
  executor: Executor,
  statement: SQL,
): Promise<NoInfer<Row> | undefined>;
export async function firstRow<Row extends object>(
  executor: Executor,
  statement: SQL,
): Promise<Row | undefined> {
  return (await rowsOf<Row>(executor, statement))[0];
}

/** How many rows a statement changed. */
export async function changedRows(executor: Executor, statement: SQL): Promise<number> {
  const result = await executor.execute(quickText(statement));
  return result.rowCount ?? 0;
}
