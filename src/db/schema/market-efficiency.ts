import { sql } from 'drizzle-orm';
import { check, integer, jsonb, numeric, pgTable, primaryKey, varchar } from 'drizzle-orm/pg-core';
import { JUDGED_MARKETS, JUDGED_MOMENTS } from '../../domain/judged-markets.ts';
import { instantOfInsert } from './columns.ts';
import { isShare, oneOf } from './one-of.ts';
import { leagues } from './reference.ts';

/** Forecasts of like probability: how many, from which to which, their mean, and how many came true. */
export type CalibrationBin = { games: number; from: number; to: number; mean: number; hits: number };

/** Outcomes of like price: from the favourites to the long shots, what they cost and what bets on all of them returned. */
export type PriceBin = { bets: number; implied: number; fair: number; hits: number; returned: number };

function figure(name: string) {
  return numeric(name, { precision: 9, scale: 6, mode: 'number' });
}

/** How good the prices of a market were as forecasts, beside what the mere frequency of results says. */
export const marketEfficiency = pgTable(
  'market_efficiency',
  {
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id, { onDelete: 'cascade' }),
    seasonYear: integer('season_year').notNull(),
    market: varchar('market', { length: 60, enum: JUDGED_MARKETS }).notNull(),
    moment: varchar('moment', { length: 10, enum: JUDGED_MOMENTS }).notNull(),
    /** Who published the lines; `captured` where they are our own consensus. */
    source: varchar('source', { length: 30 }).notNull(),
    /** How the margin was taken out. */
    method: varchar('method', { length: 20 }).notNull(),
    /** Games with a price of each outcome and a result; of these, those that ended level at the line: in no score. */
    games: integer('games').notNull(),
    undecided: integer('undecided').notNull(),
    /** Games whose close nobody looked at in the last hour. */
    stale: integer('stale').notNull(),
    brier: figure('brier'),
    logLoss: figure('log_loss'),
    /** Of markets with three ordered outcomes. */
    rps: figure('rps'),
    /** The same of forecasts that give each outcome its share of the games here. */
    baseBrier: figure('base_brier'),
    baseLogLoss: figure('base_log_loss'),
    baseRps: figure('base_rps'),
    /** By how much the Brier score of a game is better than that of the base rate, in the mean, and its standard error. */
    gain: figure('gain'),
    gainError: figure('gain_error'),
    /** The books' margin in the mean, from 0 to 1. */
    hold: figure('hold'),
    /** Games with a line; mean distance of line and result in points, and that of the mean result to each. */
    lines: integer('lines').notNull(),
    lineError: figure('line_error'),
    baseLineError: figure('base_line_error'),
    /** Of a close: games that have an opening as well, its mean distance to the result, and by how much the close is nearer. */
    compared: integer('compared').notNull(),
    openLineError: figure('open_line_error'),
    pointsGained: figure('points_gained'),
    pointsGainedError: figure('points_gained_error'),
    /** Of the games in which opening and close differ in their distance, the share in which the close is nearer. */
    closeNearer: figure('close_nearer'),
    /** Of two outcomes the first, of three each; bins of equal count. */
    calibration: jsonb('calibration').$type<readonly CalibrationBin[]>().notNull(),
    byPrice: jsonb('by_price').$type<readonly PriceBin[]>().notNull(),
    refreshedAt: instantOfInsert('refreshed_at'),
  },
  (table) => [
    primaryKey({
      name: 'market_efficiency_pkey',
      columns: [table.leagueId, table.seasonYear, table.market, table.moment, table.source, table.method],
    }),
    check('efficiency_market_known', oneOf(table.market, JUDGED_MARKETS)),
    check('efficiency_moment_known', oneOf(table.moment, JUDGED_MOMENTS)),
    check('efficiency_close_nearer_possible', isShare(table.closeNearer)),
    check('efficiency_games_counted', sql`${table.games} >= ${table.undecided}`),
  ],
);
