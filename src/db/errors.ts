import { DrizzleQueryError } from 'drizzle-orm/errors';
import { localFailureOf } from '../platform/local-failures.ts';

/**
 * SQLSTATE classes and codes that speak of the connection or the server, not of the statement:
 * 08 connection, 53 out of resources, 57P operator intervention (restart, shutdown), 58 system error,
 * 25006 read-only after a failover, 40001 and 40P01 serialisation and deadlock, which a new try settles.
 */
const PASSING_SQLSTATES = [/^08/, /^53/, /^57P/, /^58/, /^25006$/, /^40001$/, /^40P01$/];

/** The server gave up waiting, as it was told to: 55P03 for a lock, 57014 for the end of a statement. */
const WAIT_OVER_SQLSTATES = new Set(['55P03', '57014']);

const PASSING_NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH']);

/** Messages of node-postgres that carry no code. */
const PASSING_MESSAGES =
  /connection terminated|query read timeout|timeout exceeded when trying to connect|client has encountered a connection error|cannot use a pool after calling end/i;

/** How PgBouncer refuses a setting that a connection brings along; the code is one of the passing ones. */
const POOLER_REFUSAL = /unsupported startup parameter/i;

/** A pooler in transaction mode stands where PostgreSQL itself is needed. */
export class DirectAddressNeededError extends Error {
  override readonly name = 'DirectAddressNeededError';
  readonly code = 'direct_address_needed';
  readonly remedy =
    'Name the pooler in DATABASE_URL and PostgreSQL itself in DATABASE_DIRECT_URL: see docs/deployment.md.';

  constructor(options: ErrorOptions) {
    super('the database address leads to a connection pooler that keeps no settings for us', options);
  }
}

/** True when a pooler refused the connection for the settings that it brought along. */
export function isPoolerRefusal(error: unknown): boolean {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (POOLER_REFUSAL.test(current.message)) return true;
  }
  return false;
}

/**
 * True when trying the same statement again later can help: the database is away, restarting or overloaded, or this
 * machine lacks what it takes to reach it.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (isPoolerRefusal(error)) return false;
  if (localFailureOf(error)) return true;
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const code = 'code' in current && typeof current.code === 'string' ? current.code : '';
    if (PASSING_NETWORK_CODES.has(code)) return true;
    if (PASSING_SQLSTATES.some((pattern) => pattern.test(code)) || WAIT_OVER_SQLSTATES.has(code)) return true;
    if (PASSING_MESSAGES.test(current.message)) return true;
  }
  return false;
}

/** True when others held what a statement needed for too long; the connection is as good as before. */
export function isWaitOver(error: unknown): boolean {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string' && WAIT_OVER_SQLSTATES.has(current.code))
      return true;
  }
  return false;
}

/** Whether the server ended a transaction because it and another one waited for each other: it may be tried again. */
export function isDeadlock(error: unknown): boolean {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if ('code' in current && current.code === '40P01') return true;
  }
  return false;
}

/**
 * What an error says to people. drizzle puts the whole statement and its values into its own message, which nobody
 * wants to read and which may be long: then it is what the server said.
 */
export function errorWords(error: unknown): string {
  if (error instanceof DrizzleQueryError && error.cause) return errorWords(error.cause);
  if (!(error instanceof Error)) return String(error);
  return error.message || (error.cause === undefined ? error.name : errorWords(error.cause));
}
