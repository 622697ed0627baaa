import { sql } from 'drizzle-orm';
import { bigint, check, date, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** A call that is on its way: reserved, neither committed nor refunded yet. */
export type CallInFlightColumn = { id: string; calls: number; reservedAtMs: number };

/**
 * What every process together has spent at each provider host. One row per host, locked while a call is being
 * reserved, so that any number of workers count as one.
 */
export const providerQuota = pgTable(
  'provider_quota',
  {
    /** Host (and base path, if any) of the provider's API. */
    host: text('host').primaryKey(),
    /** When recent calls were answered, epoch milliseconds of the database's clock. */
    recentSends: bigint('recent_sends', { mode: 'number' }).array().notNull().default(sql`'{}'::bigint[]`),
    inFlight: jsonb('in_flight').$type<readonly CallInFlightColumn[]>().notNull().default([]),
    /** Calendar day (UTC) that `day_used` counts. */
    day: date('day', { mode: 'string' }).notNull(),
    dayUsed: integer('day_used').notNull().default(0),
    /** Limits as the provider itself told them; null until it has. */
    dayLimit: integer('day_limit'),
    minuteLimit: integer('minute_limit'),
    /** Until when the provider refuses, although our count has room. */
    secondBlockedUntil: timestamp('second_blocked_until', { withTimezone: true }),
    minuteBlockedUntil: timestamp('minute_blocked_until', { withTimezone: true }),
    dayBlockedUntil: timestamp('day_blocked_until', { withTimezone: true }),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [check('provider_quota_day_used_not_negative', sql`${table.dayUsed} >= 0`)],
);
