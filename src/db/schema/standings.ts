import { sql } from 'drizzle-orm';
import {
  check,
  date,
  doublePrecision,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  varchar,
} from 'drizzle-orm/pg-core';
import { instantOfInsert } from './columns.ts';
import { leagues, teams } from './reference.ts';

/**
 * Tables of leagues after each day of play of a season. Computed from `games`; nothing refers to teams, so that rows of
 * removed ones go with the next computation.
 */
export const standings = pgTable(
  'standings',
  {
    leagueId: integer('league_id').notNull(),
    seasonYear: integer('season_year').notNull(),
    /** The slate day after which the table stood so. */
    asOf: date('as_of', { mode: 'string' }).notNull(),
    teamId: integer('team_id').notNull(),
    /** Empty where a league has none, or nobody knows them of that season. */
    conference: varchar('conference', { length: 30 }).notNull(),
    division: varchar('division', { length: 30 }).notNull(),
    /** In the conference; the same for teams that nothing parts. */
    rank: smallint('rank').notNull(),
    divisionRank: smallint('division_rank').notNull(),
    /** What put the team above or below those level with it; null where it was level with none, or nothing parts them. */
    decidedBy: varchar('decided_by', { length: 50 }),
    games: smallint('games').notNull(),
    wins: smallint('wins').notNull(),
    losses: smallint('losses').notNull(),
    level: smallint('level').notNull(),
    winShare: doublePrecision('win_share').notNull(),
    /** Null where the table counts the share of games won. */
    points: smallint('points'),
    pointsDeducted: smallint('points_deducted').notNull(),
    pointsFor: integer('points_for').notNull(),
    pointsAgainst: integer('points_against').notNull(),
    /** Behind the first of the conference; null where the table counts points. */
    gamesBehind: numeric('games_behind', { precision: 4, scale: 1, mode: 'number' }),
    last10Wins: smallint('last10_wins').notNull(),
    last10Losses: smallint('last10_losses').notNull(),
    last10Level: smallint('last10_level').notNull(),
    /** How the newest game ended, 1, 0 or -1 for the team, and how many in a row ended so; 0 of both before the first. */
    streakResult: smallint('streak_result').notNull(),
    streakGames: smallint('streak_games').notNull(),
    /** Of which results up to the day the table is, so that a correction is found. */
    resultsHash: varchar('results_hash', { length: 16 }).notNull(),
    refreshedAt: instantOfInsert('refreshed_at'),
  },
  (table) => [
    primaryKey({
      name: 'standings_pkey',
      columns: [table.leagueId, table.seasonYear, table.asOf, table.teamId],
    }),
    check('standing_adds_up', sql`${table.games} = ${table.wins} + ${table.losses} + ${table.level}`),
    check('standing_ranked', sql`${table.rank} > 0 and ${table.divisionRank} > 0`),
  ],
);

/** Points that were taken off a team by a decision, as people say it; what comes with the program is not here. */
export const pointDeductions = pgTable(
  'point_deductions',
  {
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
    seasonYear: integer('season_year').notNull(),
    teamId: integer('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    decidedOn: date('decided_on', { mode: 'string' }).notNull(),
    /** Below 0 where some were given back; 0 takes a decision of that day back. */
    points: smallint('points').notNull(),
    /** Where it is said. */
    source: varchar('source', { length: 300 }).notNull(),
    actor: varchar('actor', { length: 100 }).notNull(),
    saidAt: instantOfInsert('said_at'),
  },
  (table) => [
    primaryKey({
      name: 'point_deductions_pkey',
      columns: [table.leagueId, table.seasonYear, table.teamId, table.decidedOn],
    }),
    index('idx_point_deductions_team').on(table.teamId),
    check('deduction_possible', sql`${table.points} between -50 and 50`),
  ],
);
