import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, numeric, pgTable, primaryKey, varchar } from 'drizzle-orm/pg-core';
import { BET_RESULTS } from '../../domain/bet-result.ts';
import { JUDGED_MARKETS, JUDGED_MOMENTS } from '../../domain/judged-markets.ts';
import { ODDS_SIDES } from '../../domain/odds.ts';
import { instantOfInsert } from './columns.ts';
import { isShare, oneOf } from './one-of.ts';

/**
 * How bets at opening and closing lines of games ended: one row an outcome, of the consensus and of each book whose lines
 * are kept. Computed from lines and final scores, as `odds settle` settles a bet; nothing refers to games, so that rows of
 * removed ones go with the next computation.
 */
export const marketResults = pgTable(
  'market_results',
  {
    gameId: integer('game_id').notNull(),
    /** With a draw among the outcomes a moneyline is `h2h_3_way`, whatever its feed calls it. */
    market: varchar('market', { length: 20, enum: JUDGED_MARKETS }).notNull(),
    moment: varchar('moment', { length: 10, enum: JUDGED_MOMENTS }).notNull(),
    /** A bookmaker by its key, or `consensus`. */
    book: varchar('book', { length: 60 }).notNull(),
    /** Who told the line: `captured`, or an archive. */
    source: varchar('source', { length: 30 }).notNull(),
    side: varchar('side', { length: 10, enum: ODDS_SIDES }).notNull(),
    leagueId: integer('league_id').notNull(),
    seasonYear: integer('season_year').notNull(),
    /** Of spreads the handicap of the home team on both sides, of totals the number; null of moneylines. */
    point: numeric('point', { precision: 7, scale: 2, mode: 'number' }),
    /** Decimal; null where the line alone is known. */
    price: numeric('price', { precision: 9, scale: 4, mode: 'number' }),
    /** Without the books' margin; of the consensus alone. */
    fairProbability: numeric('fair_probability', { precision: 7, scale: 6, mode: 'number' }),
    /** Nobody looked at the market in the last hour before the start. */
    isStale: boolean('is_stale').notNull(),
    result: varchar('result', { length: 10, enum: BET_RESULTS }).notNull(),
    /** By how many points the outcome was ahead of its line, below 0 behind it; null of a draw and of void bets. */
    lead: numeric('lead', { precision: 7, scale: 2, mode: 'number' }),
    /** Profit for each unit staked at the price; null without one. */
    profit: numeric('profit', { precision: 9, scale: 4, mode: 'number' }),
    refreshedAt: instantOfInsert('refreshed_at'),
  },
  (table) => [
    primaryKey({
      name: 'market_results_pkey',
      columns: [table.gameId, table.market, table.moment, table.book, table.source, table.side],
    }),
    // What the views for readers look a game's close up by.
    index('idx_market_results_close').on(table.gameId).where(sql`book = 'consensus' and moment = 'close'`),
    index('idx_market_results_league').on(table.leagueId, table.seasonYear, table.book, table.market),
    check('market_result_market_known', oneOf(table.market, JUDGED_MARKETS)),
    check('market_result_moment_known', oneOf(table.moment, JUDGED_MOMENTS)),
    check('market_result_side_known', oneOf(table.side, ODDS_SIDES)),
    check('market_result_known', oneOf(table.result, BET_RESULTS)),
    check('market_result_price_possible', sql`${table.price} > 1`),
    check('market_result_probability_possible', isShare(table.fairProbability)),
    check(
      'market_result_line_told',
      sql`(${table.point} is null) = (${table.market} in ('h2h', 'h2h_3_way'))`,
    ),
  ],
);
