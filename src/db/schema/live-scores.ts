import { boolean, check, index, integer, pgTable, smallint, text, varchar } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { GAME_STATUSES } from '../../domain/statuses.ts';
import { instant, runId } from './columns.ts';
import { games } from './games.ts';
import { oneOf } from './one-of.ts';

/**
 * The newest word of a source of live scores about a game: one row a game, from its start to its end. What is written
 * as the result stands in `games`. A trigger takes the row away when the start of its game moves.
 */
export const liveScores = pgTable(
  'live_scores',
  {
    gameId: integer('game_id')
      .primaryKey()
      .references(() => games.id, { onDelete: 'cascade' }),
    source: varchar('source', { length: 30 }).notNull(),
    status: varchar('status', { length: 20, enum: GAME_STATUSES }).notNull(),
    /** In the source's own words. */
    statusText: varchar('status_text', { length: 100 }).notNull(),
    /** As in `GameClock`. */
    period: smallint('period'),
    isBreak: boolean('is_break').notNull().default(false),
    isShootout: boolean('is_shootout').notNull().default(false),
    clockTime: varchar('clock_time', { length: 12 }),
    /** Whose final whistle another source contradicted since: they are believed again once they have the game as on. */
    refutedSources: text('refuted_sources').array().notNull().default(sql`'{}'`),
    homeScore: integer('home_score'),
    awayScore: integer('away_score'),
    /** When the source said so last. */
    seenAt: instant('seen_at').notNull(),
    /** When it began to say so. */
    changedAt: instant('changed_at').notNull(),
    /** By when its next word is expected: after that it is silent. */
    expectedBy: instant('expected_by').notNull(),
    runId: runId(),
  },
  (table) => [
    check('live_score_status_known', oneOf(table.status, GAME_STATUSES)),
    check('live_score_not_negative', sql`${table.homeScore} >= 0 and ${table.awayScore} >= 0`),
    index('idx_live_scores_seen').on(table.seenAt),
  ],
);
