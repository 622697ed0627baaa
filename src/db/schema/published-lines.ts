import { sql } from 'drizzle-orm';
import { bigserial, check, index, integer, numeric, pgTable, unique, varchar } from 'drizzle-orm/pg-core';
import { ODDS_SIDES } from '../../domain/odds.ts';
import { LINE_DOUBTS, LINE_MAKERS, LINE_MOMENTS } from '../../domain/published-lines.ts';
import { createdAt, instant, runId, updatedAt } from './columns.ts';
import { games } from './games.ts';
import { isShare, oneOf } from './one-of.ts';

/**
 * Lines of archives as published: of a moment, and of no time of capture. What has one is in `odds_changes`.
 */
export const publishedLines = pgTable(
  'published_lines',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    /** A bookmaker by its key; for the best or mean price of several, and for a line of nobody named, what it is. */
    book: varchar('book', { length: 60 }).notNull(),
    maker: varchar('maker', { length: 10, enum: LINE_MAKERS }).notNull(),
    /** As in `odds_changes`: `h2h`, `h2h_3_way`, `spreads`, `totals`, `totals_h2`, … */
    market: varchar('market', { length: 60 }).notNull(),
    side: varchar('side', { length: 10, enum: ODDS_SIDES }).notNull(),
    /** The team of a team total, as the file spells it. */
    subject: varchar('subject', { length: 120 }),
    moment: varchar('moment', { length: 10, enum: LINE_MOMENTS }).notNull(),
    /** Of spreads the handicap of the home team on both sides, of totals the number; null without a line. */
    point: numeric('point', { precision: 7, scale: 2, mode: 'number' }),
    /** Decimal; null where the publisher tells the line alone. */
    price: numeric('price', { precision: 9, scale: 4, mode: 'number' }),
    /** As the publisher wrote it. */
    priceText: varchar('price_text', { length: 20 }),
    /** Shares of all bets and of all money on this side, from 0 to 1. */
    ticketShare: numeric('ticket_share', { precision: 5, scale: 4, mode: 'number' }),
    moneyShare: numeric('money_share', { precision: 5, scale: 4, mode: 'number' }),
    /** When the publisher's page was read; no time of the line. */
    scrapedAt: instant('scraped_at'),
    /** Why the line is doubted, and counts in no close; null where it is not. */
    doubt: varchar('doubt', { length: 20, enum: LINE_DOUBTS }),
    /** The layout of the archive. */
    source: varchar('source', { length: 30 }).notNull(),
    runId: runId(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    unique('unique_published_line')
      .on(table.gameId, table.source, table.market, table.moment, table.book, table.side, table.subject)
      .nullsNotDistinct(),
    check('published_line_maker_known', oneOf(table.maker, LINE_MAKERS)),
    check('published_line_moment_known', oneOf(table.moment, LINE_MOMENTS)),
    check('published_line_doubt_known', oneOf(table.doubt, LINE_DOUBTS)),
    check('published_line_price_possible', sql`${table.price} > 1`),
    check('published_line_side_known', oneOf(table.side, ODDS_SIDES)),
    check('published_line_ticket_share_possible', isShare(table.ticketShare)),
    check('published_line_money_share_possible', isShare(table.moneyShare)),
    check('published_line_says_something', sql`${table.price} is not null or ${table.point} is not null`),
    index('idx_published_lines_run').on(table.runId),
  ],
);
