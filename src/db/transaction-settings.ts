import type pg from 'pg';
import { localSettings } from './session-settings.ts';
import type { WorkLimits } from './work-limits.ts';

type Query = (...given: readonly unknown[]) => unknown;
type Queried = { query: Query };

/** What a session of ours begins with when nobody asks for anything else. */
const PLAIN_BEGIN = 'begin isolation level read committed read write not deferrable';

/**
 * Sends what our work relies on along with each transaction, in one round trip with its `begin`, and puts single
 * statements into transactions of their own. A pooler in transaction mode hands a connection from one process to the
 * next, so that what is set on a connection is somebody else's a moment later.
 */
export function settleEachTransaction(pool: pg.Pool, limits: WorkLimits): void {
  const settings = localSettings(limits);
  pool.on('connect', (client) => {
    const queried = client as unknown as Queried;
    const query = queried.query.bind(client);
    queried.query = (statement, ...rest) => query(withSettings(statement, settings), ...rest);
  });
  const alone = async (...given: Parameters<Query>): Promise<unknown> => {
    const client = await pool.connect();
    const queried = client as unknown as Queried;
    let isOver = false;
    try {
      await queried.query('begin');
      const answer = await queried.query(...given);
      await queried.query('commit');
      isOver = true;
      return answer;
    } finally {
      if (!isOver)
        await client.query('rollback').then(
          () => (isOver = true),
          () => undefined,
        );
      client.release(!isOver);
    }
  };
  (pool as unknown as Queried).query = alone;
}

/** Several statements in one text answer with several results, of which nobody reads those of a `begin`. */
function withSettings(statement: unknown, settings: string): unknown {
  if (typeof statement === 'string') return isBegin(statement) ? beginWith(statement, settings) : statement;
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return statement;
  const { text } = statement;
  return typeof text === 'string' && isBegin(text)
    ? { ...statement, text: beginWith(text, settings) }
    : statement;
}

function beginWith(text: string, settings: string): string {
  return `${/^begin;?\s*$/i.test(text) ? PLAIN_BEGIN : text}; ${settings}`;
}

function isBegin(text: string): boolean {
  return /^begin\b/i.test(text);
}
