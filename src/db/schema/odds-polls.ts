import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  serial,
  text,
  unique,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant, runId } from './columns.ts';
import { oddsEvents } from './odds.ts';
import { oneOf } from './one-of.ts';
import { leagues } from './reference.ts';

/**
 * `planned`: its time comes; `asked`: a process is at it; `done`: the answer is written; `missed`: nobody asked in time;
 * `failed`: the provider gave no answer; `lost`: the process that asked is gone. The last three are gaps.
 */
export const POLL_STATUSES = ['planned', 'asked', 'done', 'missed', 'failed', 'lost'] as const;
export type PollStatus = (typeof POLL_STATUSES)[number];

/** What a look brought in each market: prices that changed, and those that were as before. */
export type BroughtByMarket = Readonly<Record<string, { changes: number; same: number }>>;

/**
 * Looks at the odds of a league, planned by slate, or of one event of it: when each was to come, what became of it, and
 * what it brought.
 */
export const oddsPolls = pgTable(
  'odds_polls',
  {
    id: serial('id').primaryKey(),
    provider: varchar('provider', { length: 30 }).notNull(),
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
    /** The one event that it is about; null where it is about all of the league's. */
    eventId: integer('event_id').references(() => oddsEvents.id, { onDelete: 'cascade' }),
    /** Markets that it asks for; empty in rows of older versions. */
    markets: text('markets').array().notNull().default(sql`'{}'`),
    /** The look before a start that failed, of which it is the one second try. */
    retryOf: integer('retry_of').references((): AnyPgColumn => oddsPolls.id, { onDelete: 'cascade' }),
    plannedAt: instant('planned_at').notNull(),
    /** The next start after it: from then on it is worth nothing. */
    usefulUntil: instant('useful_until').notNull(),
    status: varchar('status', { length: 10, enum: POLL_STATUSES }).notNull(),
    /** Why it is a gap, or why it brought nothing. */
    reason: text('reason'),
    /** Credits that it was to cost at the most. */
    credits: integer('credits').notNull(),
    events: integer('events'),
    /** Prices that changed, and those that were as before. */
    changes: integer('changes'),
    same: integer('same'),
    brought: jsonb('brought').$type<BroughtByMarket>(),
    runId: runId(),
    askedAt: instant('asked_at'),
    finishedAt: instant('finished_at'),
    createdAt: createdAt(),
  },
  (table) => [
    unique('unique_odds_poll')
      .on(table.provider, table.leagueId, table.eventId, table.plannedAt)
      .nullsNotDistinct(),
    check('odds_poll_status_known', oneOf(table.status, POLL_STATUSES)),
    index('idx_odds_polls_planned').on(table.plannedAt),
    index('idx_odds_polls_retry_of').on(table.retryOf).where(sql`retry_of is not null`),
    index('idx_odds_polls_event').on(table.eventId).where(sql`event_id is not null`),
  ],
);
