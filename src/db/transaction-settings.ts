import type pg from 'pg';

type Query = (...given: readonly unknown[]) => unknown;
type Queried = { query: Query };

/**
 * Sends the limit on idle transactions along with each `begin`, in one round trip. A pooler in transaction mode hands
 * a connection from one process to the next, so that what is set on a connection is somebody else's a moment later.
 */
export function limitIdleTransactions(pool: pg.Pool, idleInTransactionMs: number): void {
  const limit = `set local idle_in_transaction_session_timeout = ${Math.round(idleInTransactionMs)}`;
  pool.on('connect', (client) => {
    const queried = client as unknown as Queried;
    const query = queried.query.bind(client);
    queried.query = (statement, ...rest) => query(withLimit(statement, limit), ...rest);
  });
}

/** Two statements in one text answer with two results, of which nobody reads those of a `begin`. */
function withLimit(statement: unknown, limit: string): unknown {
  if (typeof statement === 'string') return isBegin(statement) ? `${statement}; ${limit}` : statement;
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return statement;
  const { text } = statement;
  return typeof text === 'string' && isBegin(text) ? { ...statement, text: `${text}; ${limit}` } : statement;
}

function isBegin(text: string): boolean {
  return /^begin\b/i.test(text);
}
