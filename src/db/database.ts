import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Logger } from '../platform/logger.ts';

/** Drizzle over a pool: statements outside a transaction. */
export type Database = NodePgDatabase;

/** Drizzle inside a transaction; what most statements take, so that they work in either place. */
export type Executor = Pick<Database, 'execute' | 'select' | 'insert' | 'update' | 'delete'>;

export type DatabaseHandle = {
  db: Database;
  pool: pg.Pool;
  close: () => Promise<void>;
};

export type DatabaseOptions = {
  url: string;
  poolMax: number;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  logger: Logger;
};

/** A caller waits this long for a free connection or a new one before it gets an error. */
const CONNECTION_TIMEOUT_MS = 10_000;

/**
 * Opens the pool of this process. No connection is made until the first statement; a connection that dies
 * while idle is logged and replaced, never thrown.
 */
export function openDatabase({ url, poolMax, applicationName, logger }: DatabaseOptions): DatabaseHandle {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection was lost'));
  let closing: Promise<void> | undefined;
  return {
    db: drizzle(pool),
    pool,
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}
