import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  serial,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { TASK_STATUSES } from '../../domain/statuses.ts';
import { createdAt, instant } from './columns.ts';
import { ledgerColumns } from './ledger-columns.ts';
import { oneOf } from './one-of.ts';

/**
 * Durable work of every kind but seeding a game, which has a table of its own (`seeding_tasks`): the truth of which the
 * queue's jobs are only deliveries. A kind has one item for each subject; asking for it again opens it again.
 */
export const workItems = pgTable(
  'work_items',
  {
    id: serial('id').primaryKey(),
    /** The name of the kind in the catalog of kinds. */
    kind: varchar('kind', { length: 40 }).notNull(),
    /** What the item is about, in the kind's own words: `team 14`. */
    subject: varchar('subject', { length: 200 }).notNull(),
    /** What the handler is given; the kind's schema says what is in it. */
    payload: jsonb('payload').notNull(),
    /** 0 is the most urgent; of two jobs that wait, the one with the smaller number goes first. */
    priority: integer('priority').notNull().default(0),
    /** Of the items with the same key, one runs at a time. */
    concurrencyKey: varchar('concurrency_key', { length: 200 }),
    /** What the last run that ended well had to say. */
    note: varchar('note', { length: 1000 }),
    ...ledgerColumns(),
  },
  (table) => [
    unique('unique_work_item').on(table.kind, table.subject),
    check('work_item_status_known', oneOf(table.status, TASK_STATUSES)),
    check(
      'work_item_running_is_claimed',
      sql`${table.status} <> 'running' or ${table.leaseExpiresAt} is not null`,
    ),
    index('idx_work_items_due').on(table.dueAt, table.id).where(sql`status in ('pending', 'running')`),
    index('idx_work_items_unpublished').on(table.id).where(sql`status = 'pending' and enqueued_at is null`),
    index('idx_work_items_kind').on(table.kind, table.status, table.updatedAt, table.id),
    index('idx_work_items_failed').on(table.updatedAt).where(sql`status = 'failed'`),
    // Who waits for a key, in the order in which they get it.
    index('idx_work_items_key')
      .on(table.concurrencyKey, table.dueAt, table.id)
      .where(sql`status = 'pending' and concurrency_key is not null`),
    uniqueIndex('unique_running_concurrency_key')
      .on(table.concurrencyKey)
      .where(sql`status = 'running' and concurrency_key is not null`),
  ],
);

/**
 * What happened to an item, one row for each transition but renewals: written by the statement that makes the
 * transition. Old rows are removed (`prune-records`).
 */
export const workTransitions = pgTable(
  'work_transitions',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    itemId: integer('item_id')
      .notNull()
      .references(() => workItems.id, { onDelete: 'cascade' }),
    /** The event as the table of transitions names it; `enqueue` made the item, or opened it again with a new payload. */
    event: varchar('event', { length: 20 }).notNull(),
    /** Where the item stands since. */
    status: varchar('status', { length: 20 }).notNull(),
    /** The run that it is about: the fence under which it held the item. */
    fence: bigint('fence', { mode: 'number' }).notNull(),
    /** Attempts that were used up by then. */
    retryCount: integer('retry_count').notNull(),
    /** When the item was due next. */
    dueAt: instant('due_at').notNull(),
    /** The worker that claimed it, or the person who acted. */
    actor: varchar('actor', { length: 200 }),
    /** Why, or what came of it, in words. */
    detail: varchar('detail', { length: 1000 }),
    createdAt: createdAt(),
  },
  (table) => [
    index('idx_work_transitions_item').on(table.itemId, table.id),
    index('idx_work_transitions_created').on(table.createdAt),
  ],
);
