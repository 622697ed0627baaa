import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  varchar,
} from 'drizzle-orm/pg-core';
import { lineColumns, lineKey } from './line-columns.ts';
import { games } from './games.ts';
import { players, teams } from './reference.ts';

/** A player in an NBA game; partitioned by season, in a migration by hand. */
export const nbaPlayerGameStats = pgTable(
  'nba_player_game_stats',
  {
    ...lineKey(),
    playerId: integer('player_id').notNull(),
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
    secondsPlayed: integer('seconds_played').notNull(),
    startPosition: varchar('start_position', { length: 5 }),
    isStarter: boolean('is_starter').generatedAlwaysAs(sql`(start_position IS NOT NULL)`),
    comment: varchar('comment', { length: 200 }),
    ...lineColumns(),
  },
  (table) => [
    primaryKey({
      name: 'nba_player_game_stats_pkey',
      columns: [table.seasonYear, table.gameId, table.playerId],
    }),
    foreignKey({
      name: 'nba_player_game_stats_game_id_fkey',
      columns: [table.gameId],
      foreignColumns: [games.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'nba_player_game_stats_player_id_fkey',
      columns: [table.playerId],
      foreignColumns: [players.id],
    }),
    foreignKey({
      name: 'nba_player_game_stats_team_id_fkey',
      columns: [table.teamId],
      foreignColumns: [teams.id],
    }),
    check('nba_player_game_stats_seconds_played_check', sql`(seconds_played >= 0)`),
    index('idx_nba_player_game_stats_game').on(table.gameId),
    index('idx_nba_player_game_stats_is_starter').on(table.playerId).where(sql`is_starter`),
    index('idx_nba_player_game_stats_player').on(table.playerId, table.seasonYear),
  ],
);

/** A side of an NBA game; partitioned by season, in a migration by hand. */
export const nbaTeamGameStats = pgTable(
  'nba_team_game_stats',
  {
    ...lineKey(),
    isHome: boolean('is_home').notNull(),
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
    secondsPlayed: integer('seconds_played'),
    fastBreakPoints: smallint('fast_break_points'),
    pointsInPaint: smallint('points_in_paint'),
    secondChancePoints: smallint('second_chance_points'),
    pointsOffTurnovers: smallint('points_off_turnovers'),
    biggestLead: smallint('biggest_lead'),
    longestRun: smallint('longest_run'),
    ...lineColumns(),
  },
  (table) => [
    primaryKey({ name: 'nba_team_game_stats_pkey', columns: [table.seasonYear, table.gameId, table.teamId] }),
    foreignKey({
      name: 'nba_team_game_stats_game_id_fkey',
      columns: [table.gameId],
      foreignColumns: [games.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'nba_team_game_stats_team_id_fkey',
      columns: [table.teamId],
      foreignColumns: [teams.id],
    }),
    check('nba_team_game_stats_seconds_played_check', sql`(seconds_played >= 0)`),
    index('idx_nba_team_game_stats_game').on(table.gameId),
    index('idx_nba_team_game_stats_team').on(table.teamId, table.seasonYear),
  ],
);
