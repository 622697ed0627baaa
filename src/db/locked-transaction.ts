import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { executeQuickly } from './quick-execute.ts';

/** A transaction: what is done in a transaction within it can be undone alone. */
export type Transaction = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0];

type Answer = pg.QueryResult;
type Sent = { text: string } | string;
type Send = (statement: Sent, values?: unknown[]) => Promise<Answer>;
type Given = Parameters<Send>;

/** What stands in for an answer that nobody reads. */
const UNREAD = { command: '', rowCount: null, oid: 0, fields: [], rows: [] } satisfies Answer;

/** What a transaction is done with; a statement of `last` is its last one, and `commit` goes along with it. */
export type LockedWork<T> = (tx: Transaction, last: NodePgDatabase) => Promise<T>;

/**
 * Runs a transaction whose `begin` and `commit` take no round trips of their own. A `begin` that is refused leaves the first
 * statement alone, outside of any transaction: it must be one that only locks or reads.
 */
export function lockedTransaction<T>(client: pg.PoolClient, work: LockedWork<T>): Promise<T> {
  const ends = new TransactionEnds(client.query.bind(client) as Send);
  const lastStatement = asClient(new LastStatement(ends));
  const last = executeQuickly(drizzle(lastStatement), lastStatement);
  const all = asClient(ends);
  return drizzle(all).transaction((tx) => work(executeQuickly(tx, all), last));
}

/** drizzle asks a connection for nothing but its answers. */
function asClient(sender: { query: Send }): pg.PoolClient {
  return sender as unknown as pg.PoolClient;
}

/** Sends `begin` with the statement after it, and `commit` with the one that is the last. */
class TransactionEnds {
  readonly #send: Send;
  #begin: Given | undefined;
  #commit: Promise<Answer> | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  query(...given: Given): Promise<Answer> {
    const word = wordOf(given[0]);
    if (word === 'begin') {
      this.#begin = given;
      return Promise.resolve(UNREAD);
    }
    if (this.#commit === undefined) return this.#sendOn(given);
    // Whatever came of the last statement, the transaction is over.
    if (word === 'rollback') return Promise.resolve(UNREAD);
    if (word === 'commit') return this.#commit;
    return Promise.reject(new Error('a statement came after the last one of its transaction'));
  }

  /** A `commit` after a statement that failed is answered as a rollback; the statement's own error is what is told. */
  queryLast(given: Given): Promise<Answer> {
    if (this.#commit !== undefined) return Promise.reject(new Error('a transaction has one last statement'));
    const answer = this.#sendOn(given);
    this.#commit = this.#send('commit').then((committed) => {
      if (committed.command !== 'COMMIT') throw new Error('the transaction was taken back');
      return committed;
    });
    this.#commit.catch(() => undefined);
    return answer;
  }

  #sendOn(given: Given): Promise<Answer> {
    const begin = this.#begin;
    this.#begin = undefined;
    return begin === undefined ? this.#send(...given) : this.#sendBoth(begin, given);
  }

  async #sendBoth(begin: Given, first: Given): Promise<Answer> {
    const [begun, answered] = await Promise.allSettled([this.#send(...begin), this.#send(...first)]);
    if (begun.status === 'rejected') throw begun.reason;
    if (answered.status === 'rejected') throw answered.reason;
    return answered.value;
  }
}

class LastStatement {
  readonly #ends: TransactionEnds;

  constructor(ends: TransactionEnds) {
    this.#ends = ends;
  }

  query(...given: Given): Promise<Answer> {
    return this.#ends.queryLast(given);
  }
}

function wordOf(statement: Sent): string | undefined {
  const text = typeof statement === 'string' ? statement : statement.text;
  return /^(begin|commit|rollback)\b/i.exec(text)?.[1]?.toLowerCase();
}
