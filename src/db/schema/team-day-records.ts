import { sql } from 'drizzle-orm';
import { check, date, doublePrecision, index, integer, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { instantOfInsert } from './columns.ts';

/**
 * What a team had made of a season after a day on which it played: a row stands until the team's next game day, the last
 * one until its last game of the schedule. Computed from `games`; the view `team_stats_daily` spreads the rows over days.
 * Nothing refers to games and teams, so that rows of removed ones go with the next computation.
 */
export const teamDayRecords = pgTable(
  'team_day_records',
  {
    teamId: integer('team_id').notNull(),
    leagueId: integer('league_id').notNull(),
    seasonYear: integer('season_year').notNull(),
    /** The slate day, in the league's zone. */
    playedOn: date('played_on', { mode: 'string' }).notNull(),
    /** The last day for which the row stands. */
    standsUntil: date('stands_until', { mode: 'string' }).notNull(),
    /** Games of the regular season; play-offs move none of these. */
    games: integer('games').notNull(),
    wins: integer('wins').notNull(),
    losses: integer('losses').notNull(),
    level: integer('level').notNull(),
    pointsFor: integer('points_for').notNull(),
    pointsAgainst: integer('points_against').notNull(),
    /** The share of games that it should have won by its points; null before the first. */
    pythagoreanShare: doublePrecision('pythagorean_share'),
    /** The last ten games of the season, play-offs with them. */
    last10Wins: integer('last10_wins').notNull(),
    last10Losses: integer('last10_losses').notNull(),
    last10Level: integer('last10_level').notNull(),
    /** How the newest game ended, 1, 0 or -1 for the team, and how many in a row ended so. */
    streakResult: integer('streak_result').notNull(),
    streakGames: integer('streak_games').notNull(),
    refreshedAt: instantOfInsert('refreshed_at'),
  },
  (table) => [
    primaryKey({
      name: 'team_day_records_pkey',
      columns: [table.teamId, table.leagueId, table.seasonYear, table.playedOn],
    }),
    index('idx_team_day_records_league').on(table.leagueId, table.playedOn),
    check('team_day_record_stands', sql`${table.standsUntil} >= ${table.playedOn}`),
    check('team_day_record_adds_up', sql`${table.games} = ${table.wins} + ${table.losses} + ${table.level}`),
    check('team_day_streak_known', sql`${table.streakResult} in (-1, 0, 1) and ${table.streakGames} > 0`),
  ],
);

/**
 * Days for which records of teams stand, each once: what spreads a record over its days for readers, so that a day that
 * they pick is looked up and not made. The database adds the days of records as they are written.
 */
export const calendarDays = pgTable('calendar_days', {
  day: date('day', { mode: 'string' }).primaryKey(),
});
