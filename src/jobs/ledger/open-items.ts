import type { Database, Executor } from '../../db/database.ts';
import type { OutgoingJob, QueuedJob } from '../store.ts';

/** What is compared of an open item of a table of durable work. */
export type OpenRef = {
  /** Its number in its table. */
  itemId: number;
  queueName: string;
  /** The id of the job that delivers its present revision. */
  jobId: string;
  /** By the database's clock, epoch milliseconds. */
  dueAtMs: number;
  /** True while a run holds the item with a good lease. */
  isLeased: boolean;
  /** When it is due, in the database's own words: microseconds and all, for comparing with it. */
  dueAtText: string;
};

/** An open item, as the queue should know it. */
export type OpenItem = OpenRef & {
  /** From now, by the database's clock; negative when overdue. */
  delayMs: number;
  /** Whether the queue has acknowledged its present revision before. */
  isEnqueued: boolean;
  toJob: () => OutgoingJob;
};

/** Where a page of open items ended. */
export type OpenItemCursor = Pick<OpenRef, 'itemId' | 'dueAtText'>;

/**
 * A table of durable work, as far as publishing, reconciling and rescuing look at it: they do the same for each, and
 * know nothing of what the work is.
 */
export type LedgerSource = {
  /** The queues whose jobs are deliveries of this table, and of no other. */
  queueNames: readonly string[];
  /** Items whose present revision the queue has not acknowledged yet, by their numbers. */
  unpublished: (executor: Executor, afterItemId: number, limit: number) => Promise<OpenItem[]>;
  /** A page of all open items, the overdue ones first. One that moves between two pages may come twice or not at all. */
  page: (db: Database, after: OpenItemCursor | undefined, limit: number) => Promise<OpenItem[]>;
  /** The same, only as far as it is compared: most items are as they should be, and nothing else is asked about them. */
  refs: (db: Database, after: OpenItemCursor | undefined, limit: number) => Promise<readonly OpenRef[]>;
  /** The same items as they are now; those that are no longer open are missing. */
  byId: (executor: Executor, itemIds: readonly number[]) => Promise<OpenItem[]>;
  /** Items that a run holds whose lease has run out or whose worker is missing: it is gone, or frozen. */
  lost: (executor: Executor, limit: number) => Promise<OpenItem[]>;
  /** Notes that the queue has acknowledged these revisions; an item that has moved on meanwhile is left alone. */
  markEnqueued: (executor: Executor, items: readonly OpenItem[]) => Promise<unknown>;
  /** Those of the jobs whose ids name an item of the table, but no open one at its present revision. */
  orphans: (executor: Executor, jobs: readonly QueuedJob[]) => Promise<readonly string[]>;
};
