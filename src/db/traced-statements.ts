import type pg from 'pg';
import type { Span, Tracer } from '../platform/tracing/tracer.ts';

/** Statements that write thousands of rows list a placeholder for each; their beginning says what they do. */
const MAX_TEXT_LENGTH = 1_000;

type Query = (...given: readonly unknown[]) => unknown;
type Queried = { query: Query };

/**
 * Puts a span around each statement of a pool: its text with placeholders, never its values, and how many rows came.
 * Only statements that belong to something that is traced are recorded. Speaks for promises only: with a callback, the
 * pool passes on to a connection what has its span already.
 */
export function traceStatements(pool: pg.Pool, tracer: Tracer): void {
  traceQueries(pool, tracer);
  pool.on('connect', (client) => traceQueries(client as unknown as Queried, tracer));
}

function traceQueries(owner: Queried, tracer: Tracer): void {
  const query = owner.query.bind(owner);
  owner.query = (...given) => {
    const text = textOf(given[0]);
    if (text === undefined || typeof given.at(-1) === 'function') return query(...given);
    const operation = /^\s*([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? 'statement';
    const attributes = {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.text': text.slice(0, MAX_TEXT_LENGTH),
    };
    return tracer.span(`sql ${operation}`, { kind: 'client', attributes, isPartOnly: true }, async (span) => {
      const answer = await query(...given);
      noteRows(span, answer);
      return answer;
    });
  };
}

/** The text of a statement; undefined for cursors and streams, which read their rows later. */
function textOf(statement: unknown): string | undefined {
  if (typeof statement === 'string') return statement;
  if (typeof statement !== 'object' || statement === null || 'submit' in statement) return undefined;
  return 'text' in statement && typeof statement.text === 'string' ? statement.text : undefined;
}

function noteRows(span: Span, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('rowCount' in answer)) return;
  if (typeof answer.rowCount === 'number') span.note({ 'db.response.returned_rows': answer.rowCount });
}
