import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  serial,
  text,
  unique,
  varchar,
} from 'drizzle-orm/pg-core';
import { ODDS_SIDES } from '../../domain/odds.ts';
import { createdAt, instant, instantOfInsert, runId, updatedAt } from './columns.ts';
import { games } from './games.ts';
import { isShare, oneOf } from './one-of.ts';
import { leagues, sports, teams } from './reference.ts';

const BOOK_KINDS = ['book', 'exchange'] as const;

/** Why an event belongs to no game yet: what somebody has to decide, or what the schedule still lacks. */
export const EVENT_QUESTIONS = [
  'unknown_team',
  'ambiguous_team',
  'no_game',
  'several_games',
  'several_events',
  'sides_exchanged',
  'game_taken',
  'said_wrong',
] as const;
export type EventQuestion = (typeof EVENT_QUESTIONS)[number];

/** What speaks for a game that an event may be, or against it. */
export type EventCandidate = {
  game_id: number;
  home: string;
  away: string;
  starts_at: string;
  /** From the game's start to the event's, in hours. */
  hours_apart: number;
  why_not: string;
};

/** Who quotes prices, by the key that a provider of odds gives them. */
export const bookmakers = pgTable(
  'bookmakers',
  {
    id: serial('id').primaryKey(),
    key: varchar('key', { length: 60 }).notNull().unique(),
    title: varchar('title', { length: 100 }).notNull(),
    /** `us`, `uk`, `eu`, `au`; null where nobody has said. */
    region: varchar('region', { length: 10 }),
    /** An exchange has two sides of a price, and empty ones of no meaning. */
    kind: varchar('kind', { length: 10, enum: BOOK_KINDS }).notNull().default('book'),
    isSharp: boolean('is_sharp').notNull().default(false),
    isActive: boolean('is_active').notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [check('bookmaker_kind_known', oneOf(table.kind, BOOK_KINDS))],
);

/**
 * Games as a provider of odds knows them. Which game of ours one is stands in `external_ids`; a trigger of the migration
 * keeps `game_id` in step with it, so that rows of an event follow its link wherever it goes.
 */
export const oddsEvents = pgTable(
  'odds_events',
  {
    id: serial('id').primaryKey(),
    provider: varchar('provider', { length: 30 }).notNull(),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
    externalId: varchar('external_id', { length: 60 }).notNull(),
    /** Names as the provider spells them, and the teams that they mean; null while that is not known. */
    homeName: varchar('home_name', { length: 120 }).notNull(),
    awayName: varchar('away_name', { length: 120 }).notNull(),
    homeTeamId: integer('home_team_id').references(() => teams.id, { onDelete: 'set null' }),
    awayTeamId: integer('away_team_id').references(() => teams.id, { onDelete: 'set null' }),
    /** The start as it was told last. */
    startsAt: instant('starts_at').notNull(),
    gameId: integer('game_id').references(() => games.id, { onDelete: 'set null' }),
    /** Why it belongs to no game, and the games that it may be; null while it belongs to one. */
    question: varchar('question', { length: 20, enum: EVENT_QUESTIONS }),
    candidates: jsonb('candidates').$type<readonly EventCandidate[]>(),
    /** Captures of it: the first and the last. */
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    /** When its sightings were cut down to those that lines follow from; null while all are there. */
    compactedAt: instant('compacted_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    unique('unique_odds_event').on(table.provider, table.sportId, table.externalId),
    check('odds_event_question_known', oneOf(table.question, EVENT_QUESTIONS)),
    index('idx_odds_events_game').on(table.gameId),
    index('idx_odds_events_sides').on(table.leagueId, table.homeTeamId, table.awayTeamId),
    index('idx_odds_events_open').on(table.leagueId, table.startsAt).where(sql`game_id is null`),
  ],
);

/** Every start that was ever told of an event, with the first and the last capture that told it. */
export const oddsEventStarts = pgTable(
  'odds_event_starts',
  {
    eventId: integer('event_id')
      .notNull()
      .references(() => oddsEvents.id, { onDelete: 'cascade' }),
    startsAt: instant('starts_at').notNull(),
    firstToldAt: instant('first_told_at').notNull(),
    lastToldAt: instant('last_told_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.startsAt] })],
);

/** What a price is for; the columns of a series. */
function seriesColumns() {
  return {
    eventId: integer('event_id').notNull(),
    bookmakerId: integer('bookmaker_id').notNull(),
    /** `h2h`, `spreads`, `totals`, `h2h_lay`, `alternate_spreads`, `player_points`, … */
    market: varchar('market', { length: 60 }).notNull(),
    side: varchar('side', { length: 10, enum: ODDS_SIDES }).notNull(),
    /** The player or team that a prop is about; null for markets of the game. */
    subject: varchar('subject', { length: 120 }),
  };
}

/** A price as it was quoted. */
function quoteColumns() {
  return {
    /** Of spreads the handicap of the home team on both sides, of totals and props the number; null without a line. */
    point: numeric('point', { precision: 7, scale: 2, mode: 'number' }),
    /** Decimal. */
    price: numeric('price', { precision: 9, scale: 4, mode: 'number' }).notNull(),
    /** As the provider wrote it. */
    priceText: varchar('price_text', { length: 20 }).notNull(),
    /** The capture that showed the price first. */
    capturedAt: instant('captured_at').notNull(),
    /** When the bookmaker said that it confirmed the market. */
    bookUpdatedAt: instant('book_updated_at'),
    /** The provider that told it. */
    source: varchar('source', { length: 30 }).notNull(),
    runId: runId(),
  };
}

/** One row a series: its newest price, and when it was seen last. */
export const oddsCurrent = pgTable(
  'odds_current',
  {
    /** The number of the series, by which its changes go. */
    seriesId: serial('series_id').primaryKey(),
    ...seriesColumns(),
    /** The line that tells series of alternates apart; null where a series has one line that moves. */
    line: numeric('line', { precision: 7, scale: 2, mode: 'number' }),
    ...quoteColumns(),
    /** The capture in which the series was seen last: a book that is gone is older than the others. */
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (table) => [
    unique('unique_odds_series')
      .on(table.eventId, table.bookmakerId, table.market, table.side, table.subject, table.line)
      .nullsNotDistinct(),
    foreignKey({
      name: 'odds_current_event',
      columns: [table.eventId],
      foreignColumns: [oddsEvents.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'odds_current_bookmaker',
      columns: [table.bookmakerId],
      foreignColumns: [bookmakers.id],
    }),
    check('odds_current_price_possible', sql`${table.price} > 1`),
  ],
);

/** Changes of prices and lines; in the migration by hand: partitioned by month of `captured_at`. */
export const oddsChanges = pgTable(
  'odds_changes',
  { seriesId: integer('series_id').notNull(), ...seriesColumns(), ...quoteColumns() },
  (table) => [
    primaryKey({ name: 'odds_changes_pkey', columns: [table.seriesId, table.capturedAt] }),
    foreignKey({
      name: 'odds_changes_event',
      columns: [table.eventId],
      foreignColumns: [oddsEvents.id],
    }).onDelete('cascade'),
    index('idx_odds_changes_event').on(table.eventId, table.capturedAt),
    check('odds_change_price_possible', sql`${table.price} > 1`),
  ],
);

/**
 * Which series a capture of an event showed with the price that they had already: no change, yet a change that comes to
 * light later may lie before it. Of an event that was cut down, a capture that has none tells nothing by what it lacks.
 */
export const oddsSightings = pgTable(
  'odds_sightings',
  {
    eventId: integer('event_id')
      .notNull()
      .references(() => oddsEvents.id, { onDelete: 'cascade' }),
    capturedAt: instant('captured_at').notNull(),
    seriesIds: integer('series_ids').array().notNull(),
    /** Markets of which it was asked and of which no book had a price, though some had one before. */
    emptyMarkets: text('empty_markets').array().notNull().default(sql`'{}'`),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.capturedAt] })],
);

/** Opening and closing line of a game's market, one row a side, from the changes before the start. */
export const closingLines = pgTable(
  'closing_lines',
  {
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    market: varchar('market', { length: 60 }).notNull(),
    side: varchar('side', { length: 10, enum: ODDS_SIDES }).notNull(),
    /** The consensus of the books: the median line, and the median price at it. */
    openPoint: numeric('open_point', { precision: 7, scale: 2, mode: 'number' }),
    openPrice: numeric('open_price', { precision: 9, scale: 4, mode: 'number' }),
    openedAt: instant('opened_at'),
    closePoint: numeric('close_point', { precision: 7, scale: 2, mode: 'number' }),
    closePrice: numeric('close_price', { precision: 9, scale: 4, mode: 'number' }),
    /** Without the books' margin, by the method named. */
    fairProbability: numeric('fair_probability', { precision: 7, scale: 6, mode: 'number' }),
    devigMethod: varchar('devig_method', { length: 20 }).notNull(),
    /** The books' margin: the median over the books, from 0 to 1. */
    hold: numeric('hold', { precision: 7, scale: 6, mode: 'number' }),
    /** How many books the close is from, and how many of them quote the line itself. */
    books: integer('books').notNull(),
    booksAtLine: integer('books_at_line').notNull(),
    /** `captured`, or the archive whose published lines these are. */
    source: varchar('source', { length: 30 }).notNull().default('captured'),
    /** The start before which the close lies. */
    startsAt: instant('starts_at').notNull(),
    /**
     * The last capture of the market before the start, and how long before it that was. Of published lines nobody knows
     * it, and the three are null.
     */
    closedAt: instant('closed_at'),
    ageMinutes: integer('age_minutes'),
    isStale: boolean('is_stale'),
    /** The same close from another source, and whether both are within a point, or five per cent of probability. */
    secondSource: varchar('second_source', { length: 30 }),
    secondPoint: numeric('second_point', { precision: 7, scale: 2, mode: 'number' }),
    secondPrice: numeric('second_price', { precision: 9, scale: 4, mode: 'number' }),
    secondAgrees: boolean('second_agrees'),
    computedAt: instantOfInsert('computed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.gameId, table.market, table.side] }),
    check('closing_line_side_known', oneOf(table.side, ODDS_SIDES)),
    check('closing_line_prices_possible', sql`${table.openPrice} > 1 and ${table.closePrice} > 1`),
    check('closing_line_probability_possible', isShare(table.fairProbability)),
  ],
);

/** Games whose closing lines have to be computed, and from when on: a start must be over before there is a close. */
export const closingLinesDue = pgTable(
  'closing_lines_due',
  {
    gameId: integer('game_id')
      .primaryKey()
      .references(() => games.id, { onDelete: 'cascade' }),
    dueAt: instant('due_at').notNull(),
  },
  (table) => [index('idx_closing_lines_due').on(table.dueAt)],
);
