import { type SQL, sql } from 'drizzle-orm';
import { workItems, workTransitions } from '../../db/schema/work-items.ts';
import type { LedgerEvent } from './transitions.ts';

/** The person who acts on an item, and why where they say. */
export type HistoryActor = { name: string; reason?: string | undefined };

/** What the history of an item tells of: everything but what changes nothing that people ask for. */
export type HistoryEvent = LedgerEvent | 'enqueue';

const NOT_KEPT: ReadonlySet<HistoryEvent> = new Set(['renew', 'curtail', 'defer']);

export function isKept(event: LedgerEvent): boolean {
  return !NOT_KEPT.has(event);
}

/** The columns that a history row is made of; they have names of their own, beside whatever else a caller returns. */
export const HISTORY_COLUMNS: SQL = sql`
  ${workItems.id} as logged_id, ${workItems.status} as logged_status, ${workItems.fence} as logged_fence,
  ${workItems.retryCount} as logged_retry_count, ${workItems.dueAt} as logged_due_at,
  ${workItems.claimedBy} as logged_worker, ${workItems.holdReason} as logged_hold_reason,
  ${workItems.holdDetail} as logged_hold_detail, ${workItems.errorMessage} as logged_error, ${workItems.note} as logged_note`;

/** Longer words are cut: the item itself has them whole. */
const MAX_WORDS = 1_000;

/** What each event has to say, out of `moved`; events that are not named say nothing beyond themselves. */
const WORDS: Partial<Record<HistoryEvent, SQL>> = {
  snooze: sql`concat_ws(': ', logged_hold_reason, logged_hold_detail)`,
  retry: sql`logged_error`,
  fail: sql`logged_error`,
  'dead-letter': sql`logged_error`,
  complete: sql`logged_note`,
  skip: sql`logged_note`,
};

/** Writes the history of the items in `moved`: a part of the statement that moves them. */
export function historySql(event: HistoryEvent, by?: HistoryActor): SQL {
  const table = workTransitions;
  const words = by?.reason === undefined ? (WORDS[event] ?? sql`null`) : sql`${by.reason}::text`;
  const actor =
    by === undefined
      ? event === 'claim'
        ? sql`logged_worker`
        : sql`null`
      : sql`${by.name.slice(0, 200)}::text`;
  const columns = [
    table.itemId,
    table.event,
    table.status,
    table.fence,
    table.retryCount,
    table.dueAt,
    table.actor,
    table.detail,
  ].map((column) => sql`${sql.identifier(column.name)}`);
  return sql`
    insert into ${table} (${sql.join(columns, sql`, `)})
    select logged_id, ${event}::text, logged_status, logged_fence, logged_retry_count,
           case when isfinite(logged_due_at) then logged_due_at else now() end, ${actor}, left(${words}, ${MAX_WORDS}::int)
    from moved`;
}
