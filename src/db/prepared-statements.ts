import { createHash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import type pg from 'pg';
import type { Statement } from './selecting.ts';
import { quickText } from './quick-text.ts';

/** Begins the text of a statement that each connection prepares once; a comment for everybody who does not look for it. */
const MARK = '/* prepared */ ';

/**
 * Texts that one connection keeps prepared. A plan of a wide statement is some hundred kilobytes of the server's memory, and
 * whoever marks a statement whose text varies must not fill it.
 */
const MOST_OF_A_CONNECTION = 64;

/** `feature_not_supported`: what a prepared statement answers whose result has other columns than when it was prepared. */
const STALE_PLAN = '0A000';

type Query = (...given: readonly unknown[]) => unknown;
type Queried = { query: Query };
type Sent = { text: string; name?: string };

/**
 * Has the server parse and plan the statement once a connection instead of each time. For statements of the hot path whose
 * text is always the same: wide ones take longer to plan than to run. A statement that nobody marks, or that goes through a
 * pooler, is sent as it is.
 */
export function prepared<Row>(statement: Statement<Row>): Statement<Row>;
export function prepared(statement: SQL): SQL;
export function prepared(statement: SQL): SQL {
  return quickText(sql`${sql.raw(MARK)}${statement}`);
}

/** Names the marked statements of every connection of a pool, which is what makes the driver prepare them. */
export function prepareMarked(pool: pg.Pool): void {
  pool.on('connect', (client) => nameMarked(client as unknown as Queried));
}

function nameMarked(client: Queried): void {
  const query = client.query.bind(client);
  const names = new Map<string, string>();
  client.query = (statement, ...rest) => {
    const name = isMarked(statement) ? nameIn(names, statement.text) : undefined;
    if (name === undefined) return query(statement, ...rest);
    const answer = query({ ...(statement as Sent), name }, ...rest);
    return answer instanceof Promise
      ? answer.catch((error: unknown) => forget(names, statement as Sent, error))
      : answer;
  };
}

function isMarked(statement: unknown): statement is Sent {
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return false;
  return typeof statement.text === 'string' && statement.text.startsWith(MARK);
}

/** The name of a text on a connection; undefined where the connection has as many as it keeps. */
function nameIn(names: Map<string, string>, text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_OF_A_CONNECTION) return known;
  const name = `p${names.size}_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  names.set(text, name);
  return name;
}

/** A table has changed under the statement: the next use of its text is prepared anew, under another name. */
function forget(names: Map<string, string>, { text }: Sent, error: unknown): never {
  if (isStalePlan(error)) {
    const name = names.get(text);
    if (name !== undefined) names.set(text, `${name}_`);
  }
  throw error;
}

function isStalePlan(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === STALE_PLAN;
}
