import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  varchar,
} from 'drizzle-orm/pg-core';
import { GIVEN_MOMENTS } from '../../domain/given-rating.ts';
import { instant, instantOfInsert } from './columns.ts';
import { oneOf } from './one-of.ts';
import { teams } from './reference.ts';

/**
 * Where each team stood before and after each final game that counts: two rows a game. Computed from `games` by the rules
 * of the sport, season after season, and in a season by day of play, start and id.
 * Nothing refers to games and teams: what stood before tells the next computation how far a removed game reaches.
 */
export const teamRatings = pgTable(
  'team_ratings',
  {
    gameId: integer('game_id').notNull(),
    teamId: integer('team_id').notNull(),
    opponentId: integer('opponent_id').notNull(),
    leagueId: integer('league_id').notNull(),
    seasonYear: integer('season_year').notNull(),
    /** The day of play in the league's zone; of a game that was stopped, the day on which it was ended. */
    playedOn: date('played_on', { mode: 'string' }).notNull(),
    startsAt: instant('starts_at').notNull(),
    isHome: boolean('is_home').notNull(),
    isNeutral: boolean('is_neutral').notNull(),
    pointsFor: integer('points_for').notNull(),
    pointsAgainst: integer('points_against').notNull(),
    /** 1 a win, 0.5 a level score, 0 a loss. */
    result: doublePrecision('result').notNull(),
    /** What the team was expected to get of the game, as `result`. */
    expected: doublePrecision('expected').notNull(),
    eloBefore: doublePrecision('elo_before').notNull(),
    eloAfter: doublePrecision('elo_after').notNull(),
    /** The share of its games that counted for the table by that day that it should have won; null before the first. */
    pythagoreanShare: doublePrecision('pythagorean_share'),
    /** Which rules the row follows. */
    rules: varchar('rules', { length: 40 }).notNull(),
    refreshedAt: instantOfInsert('refreshed_at'),
  },
  (table) => [
    primaryKey({ name: 'team_ratings_pkey', columns: [table.gameId, table.teamId] }),
    // A team's ratings over time, and its last one before a season or a day.
    index('idx_team_ratings_team').on(
      table.teamId,
      table.seasonYear,
      table.playedOn,
      table.startsAt,
      table.gameId,
    ),
    index('idx_team_ratings_season').on(table.leagueId, table.seasonYear),
    check('rating_sides_differ', sql`${table.teamId} <> ${table.opponentId}`),
    check('rating_result_known', sql`${table.result} in (0, 0.5, 1)`),
    check('rating_expected_possible', sql`${table.expected} between 0 and 1`),
  ],
);

/**
 * Ratings that a team is given, by who published them: the one before its first game, that of the end of a season before
 * its first game, or that of its first game of a season whatever the rules make of its last one.
 */
export const givenRatings = pgTable(
  'given_ratings',
  {
    teamId: integer('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    moment: varchar('moment', { length: 12, enum: GIVEN_MOMENTS }).notNull(),
    /** The season that ends or begins; 0 of a first game. */
    seasonYear: integer('season_year').notNull(),
    elo: doublePrecision('elo').notNull(),
    /** Who published it. */
    source: varchar('source', { length: 200 }).notNull(),
    actor: varchar('actor', { length: 100 }).notNull(),
    givenAt: instantOfInsert('given_at'),
  },
  (table) => [
    primaryKey({ name: 'given_ratings_pkey', columns: [table.teamId, table.moment, table.seasonYear] }),
    check('given_moment_known', oneOf(table.moment, GIVEN_MOMENTS)),
    check('given_season_told', sql`(${table.moment} = 'first_game') = (${table.seasonYear} = 0)`),
  ],
);
