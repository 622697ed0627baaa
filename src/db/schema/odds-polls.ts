import { check, index, integer, pgTable, serial, text, unique, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant, runId } from './columns.ts';
import { oneOf } from './one-of.ts';
import { leagues } from './reference.ts';

/**
 * `planned`: its time comes; `asked`: a process is at it; `done`: the answer is written; `missed`: nobody asked in time;
 * `failed`: the provider gave no answer; `lost`: the process that asked is gone. The last three are gaps.
 */
export const POLL_STATUSES = ['planned', 'asked', 'done', 'missed', 'failed', 'lost'] as const;
export type PollStatus = (typeof POLL_STATUSES)[number];

/** Looks at the odds of a league, planned by slate: when each was to come, what became of it, and what it brought. */
export const oddsPolls = pgTable(
  'odds_polls',
  {
    id: serial('id').primaryKey(),
    provider: varchar('provider', { length: 30 }).notNull(),
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
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
    runId: runId(),
    askedAt: instant('asked_at'),
    finishedAt: instant('finished_at'),
    createdAt: createdAt(),
  },
  (table) => [
    unique('unique_odds_poll').on(table.provider, table.leagueId, table.plannedAt),
    check('odds_poll_status_known', oneOf(table.status, POLL_STATUSES)),
    index('idx_odds_polls_planned').on(table.plannedAt),
  ],
);
