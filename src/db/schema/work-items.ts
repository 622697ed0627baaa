import { sql } from 'drizzle-orm';
import {
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
    uniqueIndex('unique_running_concurrency_key')
      .on(table.concurrencyKey)
      .where(sql`status = 'running' and concurrency_key is not null`),
  ],
);
