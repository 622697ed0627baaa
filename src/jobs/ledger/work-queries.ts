import { and, asc, count, desc, eq, gt, sql } from 'drizzle-orm';
import { type Page, decodeCursor, pageSize, toPage } from '../../db/cursor.ts';
import type { Database } from '../../db/database.ts';
import { workerHeartbeats } from '../../db/schema/operations.ts';
import { workItems, workTransitions } from '../../db/schema/work-items.ts';
import { needKnown } from '../../domain/unknown-name.ts';
import type { LedgerState } from './transitions.ts';
import { IS_OVERDUE_WORK, type WorkFilter, matching } from './work-filter.ts';

/** An item of work as people look at it. */
export type WorkItemView = {
  id: number;
  kind: string;
  subject: string;
  status: LedgerState;
  payload: unknown;
  priority: number;
  /** Of the items with the same key, one runs at a time; null: nothing keeps it apart. */
  concurrency_key: string | null;
  due_at: Date;
  is_overdue: boolean;
  /** Attempts that are used up, and how many retries there are in all. */
  retry_count: number;
  max_retries: number;
  hold_reason: string | null;
  hold_detail: string | null;
  error_type: string | null;
  error_message: string | null;
  note: string | null;
  claimed_by: string | null;
  completed_at: Date | null;
  created_at: Date;
  updated_at: Date;
};

/** Something that happened to an item. */
export type WorkTransitionView = {
  id: number;
  /** As the table of transitions names it; `enqueue`: asked for. */
  event: string;
  /** Where the item stands since. */
  status: LedgerState;
  /** Tells runs apart: the events of one run have the same number. */
  fence: number;
  retry_count: number;
  due_at: Date;
  /** The worker that claimed it, or the person who acted. */
  actor: string | null;
  detail: string | null;
  at: Date;
};

/** One item with what happened to it, the newest first. */
export type WorkItemDetail = WorkItemView & { history: readonly WorkTransitionView[] };

/** Reads items of work for lists, the API, the pages and the command line. */
export type WorkQueries = {
  /** A page of items by their numbers. Throws CursorError. */
  list: (
    filter: WorkFilter & {
      cursor?: string | undefined;
      limit?: number | undefined;
      afterId?: number | undefined;
    },
  ) => Promise<Page<WorkItemView>>;
  /** How many match; counting ends at `limit` where one is given. */
  count: (filter: WorkFilter, limit?: number) => Promise<number>;
  get: (itemId: number) => Promise<WorkItemDetail | undefined>;
  /** The kinds of which there are items, by name. */
  kinds: () => Promise<readonly string[]>;
};

/** Events of an item that are shown: the last ones tell how it stands. */
const MOST_EVENTS = 200;

const ORDER = 'work';

const COLUMNS = {
  id: workItems.id,
  kind: workItems.kind,
  subject: workItems.subject,
  status: sql<LedgerState>`${workItems.status}`,
  payload: workItems.payload,
  priority: workItems.priority,
  concurrency_key: workItems.concurrencyKey,
  due_at: sql<Date>`case when isfinite(${workItems.dueAt}) then ${workItems.dueAt} else now() end`.mapWith(
    workItems.dueAt,
  ),
  is_overdue: sql<boolean>`${IS_OVERDUE_WORK}`,
  retry_count: workItems.retryCount,
  max_retries: workItems.maxRetries,
  hold_reason: workItems.holdReason,
  hold_detail: workItems.holdDetail,
  error_type: workItems.errorType,
  error_message: workItems.errorMessage,
  note: workItems.note,
  claimed_by: workItems.claimedBy,
  completed_at: workItems.completedAt,
  created_at: workItems.createdAt,
  updated_at: workItems.updatedAt,
};

export function createWorkQueries({ db }: { db: Database }): WorkQueries {
  return {
    async list({ cursor, limit, afterId = 0, ...filter }) {
      const after = cursor === undefined ? afterId : decodeCursor(ORDER, cursor).id;
      const size = pageSize(limit);
      const rows = await db
        .select(COLUMNS)
        .from(workItems)
        .where(and(matching(filter), gt(workItems.id, after)))
        .orderBy(asc(workItems.id))
        .limit(size + 1);
      if (rows.length === 0) await needWorkKind(db, filter.kind);
      return toPage(
        rows.map((row) => ({ ...row, sort_key: '' })),
        size,
        ORDER,
      );
    },
    async count(filter, limit) {
      const found = db.select({ id: workItems.id }).from(workItems).where(matching(filter));
      const some = (limit === undefined ? found : found.limit(limit)).as('found');
      const [row] = await db.select({ count: count() }).from(some);
      if ((row?.count ?? 0) === 0) await needWorkKind(db, filter.kind);
      return row?.count ?? 0;
    },
    async get(itemId) {
      const [item] = await db.select(COLUMNS).from(workItems).where(eq(workItems.id, itemId));
      return item && { ...item, history: await historyOf(db, itemId) };
    },
    async kinds() {
      const rows = await db
        .selectDistinct({ kind: workItems.kind })
        .from(workItems)
        .orderBy(asc(workItems.kind));
      return rows.map(({ kind }) => kind);
    },
  };
}

/**
 * Throws UnknownNameError for a kind of which there is no item and which no worker knows that is on the list. Where no
 * kind is known at all, each may be one.
 */
export async function needWorkKind(db: Database, kind: string | undefined): Promise<void> {
  if (kind === undefined) return;
  const [stored, workers] = await Promise.all([
    db.selectDistinct({ kind: workItems.kind }).from(workItems),
    db.select({ kinds: workerHeartbeats.kinds }).from(workerHeartbeats),
  ]);
  const known = [...stored.map((row) => row.kind), ...workers.flatMap(({ kinds }) => kinds ?? [])];
  if (known.length > 0) needKnown('kind', 'kind of work', kind, [...new Set(known)].toSorted());
}

function historyOf(db: Database, itemId: number): Promise<WorkTransitionView[]> {
  return db
    .select({
      id: workTransitions.id,
      event: workTransitions.event,
      status: sql<LedgerState>`${workTransitions.status}`,
      fence: workTransitions.fence,
      retry_count: workTransitions.retryCount,
      due_at: workTransitions.dueAt,
      actor: workTransitions.actor,
      detail: workTransitions.detail,
      at: workTransitions.createdAt,
    })
    .from(workTransitions)
    .where(eq(workTransitions.itemId, itemId))
    .orderBy(desc(workTransitions.id))
    .limit(MOST_EVENTS);
}
