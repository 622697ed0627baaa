import { index, integer, pgTable, serial, varchar } from 'drizzle-orm/pg-core';
import { instant, runId } from './columns.ts';

/**
 * Looks at games under way that cost credits, each claimed with its credits before anything is asked. What it really cost
 * is told by the calls of its run.
 */
export const livePolls = pgTable(
  'live_polls',
  {
    id: serial('id').primaryKey(),
    provider: varchar('provider', { length: 30 }).notNull(),
    sport: varchar('sport', { length: 20 }).notNull(),
    /** Credits that it was to cost at the most. */
    credits: integer('credits').notNull(),
    runId: runId(),
    askedAt: instant('asked_at').notNull(),
    /** Null while it is asked, and where its process is gone. */
    finishedAt: instant('finished_at'),
  },
  (table) => [index('idx_live_polls_asked').on(table.provider, table.askedAt)],
);
