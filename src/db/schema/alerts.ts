import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant, instantOfInsert } from './columns.ts';
import { oneOf } from './one-of.ts';

/**
 * What somebody should know. One open row for each key; a row that is resolved stays for the record, and when the
 * same thing happens again it gets a new one.
 */
export const alerts = pgTable(
  'alerts',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** Kind and subject: `game_failed:4711`. */
    key: varchar('key', { length: 200 }).notNull(),
    /** Alerts of one kind are told together. */
    kind: varchar('kind', { length: 40 }).notNull(),
    severity: varchar('severity', { length: 10, enum: ['critical', 'warning'] }).notNull(),
    /** Told at once and not with the daily digest. */
    isUrgent: boolean('is_urgent').notNull(),
    title: text('title').notNull(),
    detail: text('detail').notNull(),
    remedy: text('remedy').notNull(),
    /** Arguments of the command line that help; null where none does. */
    command: text('command'),
    /** Page that tells more, such as `/games/12`. */
    path: varchar('path', { length: 300 }),
    /** How many games, rows or events it is about. */
    count: integer('count').notNull().default(1),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instantOfInsert('last_seen_at'),
    /** Null while it has not lasted long enough to be told. */
    raisedAt: instant('raised_at'),
    resolvedAt: instant('resolved_at'),
  },
  (table) => [
    check('alert_severity_known', oneOf(table.severity, ['critical', 'warning'])),
    uniqueIndex('unique_open_alert').on(table.key).where(sql`resolved_at is null`),
    index('idx_alerts_last_seen').on(table.lastSeenAt),
  ],
);

/** Where alerts are sent, and how the sending goes. */
export const alertChannels = pgTable('alert_channels', {
  /** `slack`, `webhook`, `email`. */
  channel: varchar('channel', { length: 20 }).primaryKey(),
  /** Up to when warnings have been gathered into digests. */
  digestedAt: instantOfInsert('digested_at'),
  lastSentAt: instant('last_sent_at'),
  /** Messages in a row that could not be sent, why the last one could not, and when the next try comes. */
  failedCount: integer('failed_count').notNull().default(0),
  lastError: text('last_error'),
  nextTryAt: instant('next_try_at'),
  createdAt: createdAt(),
});

/** What each channel has been told of an alert. */
export const alertDeliveries = pgTable(
  'alert_deliveries',
  {
    alertId: bigint('alert_id', { mode: 'number' })
      .notNull()
      .references(() => alerts.id, { onDelete: 'cascade' }),
    channel: varchar('channel', { length: 20 }).notNull(),
    /** When it was told, or reminded of, last. */
    notifiedAt: instant('notified_at'),
    /** When its end was told. */
    resolutionNotifiedAt: instant('resolution_notified_at'),
  },
  (table) => [primaryKey({ columns: [table.alertId, table.channel] })],
);
