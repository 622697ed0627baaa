import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  varchar,
} from 'drizzle-orm/pg-core';
import { instant, instantOfInsert } from './columns.ts';

/**
 * Calls that count in the windows until a window has passed since 35 s after `reservedAtMs`: a reservation under way,
 * or a bucket of answered calls (id `b`).
 */
export type CallInFlightColumn = { id: string; calls: number; reservedAtMs: number };

/** A row that is made anew must not repeat a number of the one before. */
const MICROSECONDS = sql`(extract(epoch from clock_timestamp()) * 1000000)::bigint`;

/**
 * What every process together has spent at each provider host. One row per host, locked while a call is being
 * reserved, so that any number of workers count as one.
 */
export const providerQuota = pgTable(
  'provider_quota',
  {
    /** Host (and base path, if any) of the provider's API. */
    host: text('host').primaryKey(),
    /** When recent calls were answered, one by one; written by versions before buckets only. */
    recentSends: bigint('recent_sends', { mode: 'number' }).array().notNull().default(sql`'{}'::bigint[]`),
    inFlight: jsonb('in_flight').$type<readonly CallInFlightColumn[]>().notNull().default([]),
    /** Calendar day (UTC) that `day_used` counts. */
    day: date('day', { mode: 'string' }).notNull(),
    dayUsed: integer('day_used').notNull().default(0),
    /** Limits as the provider itself told them; null until it has. */
    dayLimit: integer('day_limit'),
    minuteLimit: integer('minute_limit'),
    /** Until when the provider refuses, although our count has room. */
    secondBlockedUntil: instant('second_blocked_until'),
    minuteBlockedUntil: instant('minute_blocked_until'),
    dayBlockedUntil: instant('day_blocked_until'),
    /** Who shares the quota: recent calls of each league, who waits, what each still needs today. */
    sharing: jsonb('sharing'),
    /** What headers said against our own count, until a second look settles it. */
    doubt: jsonb('doubt'),
    /** Calls of the day that are kept for games which have been begun. */
    earmarks: jsonb('earmarks'),
    /** Counts of the windows that a host has beside a second, a minute and a day of calls. */
    windows: jsonb('windows'),
    /** Changes with everything but counts: what a process has seen under the same revision still holds. */
    revision: bigint('revision', { mode: 'number' }).notNull().default(MICROSECONDS),
    /** Changes with every write. */
    writes: bigint('writes', { mode: 'number' }).notNull().default(MICROSECONDS),
    /** Start of the server under which the row was written last; null until it was. */
    serverStartedAt: instant('server_started_at'),
    updatedAt: instantOfInsert('updated_at'),
  },
  (table) => [check('provider_quota_day_used_not_negative', sql`${table.dayUsed} >= 0`)],
);

/** One row per host whose breaker was ever needed: the state that all processes share, as one document. */
export const providerBreakers = pgTable('provider_breakers', {
  host: text('host').primaryKey(),
  book: jsonb('book').notNull(),
  updatedAt: instantOfInsert('updated_at'),
});

/** When a host's calls of a UTC day first passed a mark: one row per host, day and mark. */
export const providerQuotaWarnings = pgTable(
  'provider_quota_warnings',
  {
    host: text('host').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    /** Percent of the day's calls: 80, 95 or 100. */
    level: smallint('level').notNull(),
    used: integer('used').notNull(),
    limit: integer('day_limit').notNull(),
    crossedAt: instantOfInsert('crossed_at'),
  },
  (table) => [primaryKey({ columns: [table.host, table.day, table.level] })],
);

/** What the provider's account page said last, and who may read it next. */
export const providerAccounts = pgTable('provider_accounts', {
  host: text('host').primaryKey(),
  /** The plan as the provider names it; null until it was read. */
  plan: varchar('plan', { length: 60 }),
  isActive: boolean('is_active'),
  used: integer('used'),
  dayLimit: integer('day_limit'),
  readAt: instant('read_at'),
  /** The day of the month (UTC) on which the account's credits were seen to begin anew; null until they were. */
  creditsResetDay: smallint('credits_reset_day'),
  /** Credits that are planned to be spent until they begin anew, and when that was planned; null where nobody plans. */
  creditsPlanned: integer('credits_planned'),
  creditsPlannedAt: instant('credits_planned_at'),
  /** Until when one process reads the page on behalf of all. */
  readingUntil: instant('reading_until'),
  /** Why the last reading failed; null when it went well. */
  problem: text('problem'),
  /** When a call was last reserved, give or take half a minute: tells whether a lost ledger was in use. */
  ledgerUsedAt: instant('ledger_used_at'),
});
