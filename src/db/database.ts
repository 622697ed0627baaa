import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { localFailureOf } from '../platform/local-failures.ts';
import { withoutLogFields } from '../platform/log-fields.ts';
import type { Logger } from '../platform/logger.ts';
import type { Tracer } from '../platform/tracing/tracer.ts';
import { isDatabaseUnavailable, isWaitOver } from './errors.ts';
import { type LockedWork, lockedTransaction } from './locked-transaction.ts';
import { prepareMarked } from './prepared-statements.ts';
import { executeQuickly } from './quick-execute.ts';
import { connectionTo, noticeLostClient } from './session-settings.ts';
import { shareConnections } from './share-connections.ts';
import { traceStatements } from './traced-statements.ts';
import { settleEachTransaction } from './transaction-settings.ts';
import { WORK_LIMITS, type WorkLimits, answerTimeoutMs } from './work-limits.ts';

/** Drizzle over a pool: statements outside a transaction. */
export type Database = NodePgDatabase & {
  /**
   * A transaction whose first statement only locks or reads: `begin` goes along with it, and `commit` with its last.
   */
  lockedTransaction: <T>(work: LockedWork<T>) => Promise<T>;
};

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
  /** How long the server lets our work take, by kind; default that of a person who waits (`WORK_LIMITS.cli`). */
  limits?: WorkLimits;
  /**
   * The address leads through a pooler in transaction mode: settings go along with each transaction, and none with the
   * connection, which such a pooler refuses.
   */
  isPooled?: boolean;
  logger: Logger;
  /** Traces the statements of whatever is traced; without it none are. */
  tracer?: Tracer;
};

/** A caller waits this long for a free connection or a new one before it gets an error. */
const CONNECTION_TIMEOUT_MS = 10_000;

/** The system asks an idle peer after this long whether it is still there; its own default is two hours. */
export const KEEP_ALIVE_DELAY_MS = 10_000;

/**
 * Opens the pool of this process. No connection is made until the first statement; a connection that dies
 * while idle is logged and replaced, never thrown.
 */
export function openDatabase({
  url,
  poolMax,
  applicationName,
  limits = WORK_LIMITS.cli,
  isPooled = false,
  logger,
  tracer,
}: DatabaseOptions): DatabaseHandle {
  // A connection that went dead without a word would be waited for until the system gives it up, a quarter of an hour.
  const timeoutMs = answerTimeoutMs(limits);
  const pool = new pg.Pool({
    ...(isPooled
      ? { connectionString: url }
      : { ...connectionTo(url, { limits }), onConnect: noticeLostClient }),
    max: poolMax,
    // What is written in trouble must not depend on whether a connection can be opened just then.
    min: 1,
    // Statements that do not need each other's answers go in one round trip.
    pipeline: true,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    ...(timeoutMs === undefined ? {} : { query_timeout: timeoutMs }),
  });
  let closing: Promise<void> | undefined;
  keepErrorsFromEndingTheProcess(pool, (error) => {
    // A server that ends with its last user may cut off what is being closed.
    logger[closing ? 'debug' : 'warn']({ err: error }, 'a database connection was lost');
  });
  shareConnections(pool);
  if (isPooled) settleEachTransaction(pool, limits);
  else prepareMarked(pool);
  if (tracer?.isOn) traceStatements(pool, tracer);
  return {
    db: withSafeTransactions(pool),
    pool,
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

/**
 * Listens for errors on every connection of a pool. The pool itself only does so while a connection is idle: one
 * that dies between two statements of a transaction would end the process. Whoever made the connection has nothing to do
 * with its end, so its ids are not told.
 */
export function keepErrorsFromEndingTheProcess(pool: pg.Pool, onError: (error: Error) => void): void {
  pool.on('connect', (client) => client.on('error', (error) => withoutLogFields(() => onError(error))));
  // The pool repeats what its idle connections say, and throws when nobody listens.
  pool.on('error', () => undefined);
}

/**
 * drizzle keeps a connection for itself when `begin` fails on it, until the pool has none left; this gives it back. One
 * that failed itself, and not only its statement, is not given to anybody else; what this machine lacks is lacking for
 * another connection, not for this one.
 */
function withSafeTransactions(pool: pg.Pool): Database {
  async function onConnection<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let isBroken = false;
    try {
      return await work(client);
    } catch (error) {
      isBroken = isDatabaseUnavailable(error) && !isWaitOver(error) && localFailureOf(error) === undefined;
      throw error;
    } finally {
      client.release(isBroken);
    }
  }
  const transaction: Database['transaction'] = (work, config) =>
    onConnection((client) => drizzle(client).transaction((tx) => work(executeQuickly(tx, client)), config));
  return Object.assign(executeQuickly(drizzle(pool), pool), {
    transaction,
    lockedTransaction: <T>(work: LockedWork<T>) => onConnection((client) => lockedTransaction(client, work)),
  });
}
