import { DrizzleQueryError } from 'drizzle-orm/errors';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { isQuickText } from './quick-text.ts';

const { DATE, INTERVAL, TIMESTAMP, TIMESTAMPTZ } = pg.types.builtins;

/** Types of lists, which the driver has no names for: `numeric`, and what has to do with time. */
const [NUMERICS, TIMESTAMPS, DATES, TIMESTAMPTZS, INTERVALS] = [1231, 1115, 1182, 1185, 1187];

/** What drizzle hands over as text, whatever it makes of it afterwards. */
const AS_TEXT: ReadonlySet<number> = new Set([
  DATE,
  INTERVAL,
  TIMESTAMP,
  TIMESTAMPTZ,
  NUMERICS,
  TIMESTAMPS,
  DATES,
  TIMESTAMPTZS,
  INTERVALS,
]);

const asIs = (text: string): string => text;

const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (...asked: Parameters<typeof pg.types.getTypeParser>): typeof asIs =>
    AS_TEXT.has(asked[0]) ? asIs : (pg.types.getTypeParser(...asked) as typeof asIs),
};

type Executing = Pick<NodePgDatabase, 'execute'>;

type Sender = {
  query: (statement: { text: string; types: pg.CustomTypesConfig }, values: unknown[]) => Promise<unknown>;
};

/**
 * Sends statements whose text is at hand straight to the connection, with what drizzle would send and the errors that it
 * would make of refusals. drizzle makes two sets of options, eight closures and three promises of each, which was a
 * twentieth of a worker's processor time. Statements of its builder go through it as ever.
 */
export function executeQuickly<Db extends Executing>(db: Db, sender: Sender): Db {
  const execute = db.execute.bind(db);
  const dialect = new PgDialect();
  const send = async (statement: Parameters<Executing['execute']>[0]): Promise<unknown> => {
    if (!isQuickText(statement)) return execute(statement);
    const { sql: text, params } = dialect.sqlToQuery(statement);
    try {
      return await sender.query({ text, types: TYPES }, params);
    } catch (error) {
      throw new DrizzleQueryError(text, params, error as Error);
    }
  };
  return Object.assign(db, { execute: send as unknown as Db['execute'] });
}
