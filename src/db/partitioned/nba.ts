import { sql } from 'drizzle-orm';
import { bigint, boolean, integer, pgTable, smallint, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant, updatedAt } from '../schema/columns.ts';

/**
 * The NBA's game lines, partitioned by season.
 *
 * drizzle cannot declare `PARTITION BY`, so the tables are made by a hand-written migration and described here
 * for types only; this folder is outside drizzle-kit's schema, and the migration is the truth for constraints.
 */

/** Counting statistics that players and teams share; null means that the provider did not say. */
function counts() {
  return {
    points: smallint('points'),
    fieldGoalsMade: smallint('field_goals_made'),
    fieldGoalsAttempted: smallint('field_goals_attempted'),
    threePointersMade: smallint('three_pointers_made'),
    threePointersAttempted: smallint('three_pointers_attempted'),
    freeThrowsMade: smallint('free_throws_made'),
    freeThrowsAttempted: smallint('free_throws_attempted'),
    offensiveRebounds: smallint('offensive_rebounds'),
    defensiveRebounds: smallint('defensive_rebounds'),
    totalRebounds: smallint('total_rebounds'),
    assists: smallint('assists'),
    steals: smallint('steals'),
    blocks: smallint('blocks'),
    turnovers: smallint('turnovers'),
    personalFouls: smallint('personal_fouls'),
    plusMinus: smallint('plus_minus'),
  };
}

export const nbaPlayerGameStats = pgTable('nba_player_game_stats', {
  seasonYear: integer('season_year').notNull(),
  gameId: integer('game_id').notNull(),
  playerId: integer('player_id').notNull(),
  teamId: integer('team_id').notNull(),
  ...counts(),
  secondsPlayed: integer('seconds_played').notNull(),
  startPosition: varchar('start_position', { length: 5 }),
  isStarter: boolean('is_starter').generatedAlwaysAs(sql`start_position is not null`),
  comment: varchar('comment', { length: 200 }),
  contentHash: varchar('content_hash', { length: 64 }).notNull(),
  fence: bigint('fence', { mode: 'number' }).notNull(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  correctedAt: instant('corrected_at'),
});

export const nbaTeamGameStats = pgTable('nba_team_game_stats', {
  seasonYear: integer('season_year').notNull(),
  gameId: integer('game_id').notNull(),
  teamId: integer('team_id').notNull(),
  isHome: boolean('is_home').notNull(),
  ...counts(),
  secondsPlayed: integer('seconds_played'),
  fastBreakPoints: smallint('fast_break_points'),
  pointsInPaint: smallint('points_in_paint'),
  secondChancePoints: smallint('second_chance_points'),
  pointsOffTurnovers: smallint('points_off_turnovers'),
  biggestLead: smallint('biggest_lead'),
  longestRun: smallint('longest_run'),
  contentHash: varchar('content_hash', { length: 64 }).notNull(),
  fence: bigint('fence', { mode: 'number' }).notNull(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  correctedAt: instant('corrected_at'),
});
