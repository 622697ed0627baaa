import { sql } from 'drizzle-orm';
import { index, integer, numeric, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { seasonColumns, seasonKey } from './line-columns.ts';

/** What the lines of an NBA player add up to, by season, league, kind of game and team; rates follow from the totals. */
export const nbaPlayerSeasonStats = pgTable(
  'nba_player_season_stats',
  {
    ...seasonKey(),
    playerId: integer('player_id').notNull(),
    games: integer('games').notNull(),
    starts: integer('starts').notNull(),
    points: integer('points'),
    fieldGoalsMade: integer('field_goals_made'),
    fieldGoalsAttempted: integer('field_goals_attempted'),
    threePointersMade: integer('three_pointers_made'),
    threePointersAttempted: integer('three_pointers_attempted'),
    freeThrowsMade: integer('free_throws_made'),
    freeThrowsAttempted: integer('free_throws_attempted'),
    offensiveRebounds: integer('offensive_rebounds'),
    defensiveRebounds: integer('defensive_rebounds'),
    totalRebounds: integer('total_rebounds'),
    assists: integer('assists'),
    steals: integer('steals'),
    blocks: integer('blocks'),
    turnovers: integer('turnovers'),
    personalFouls: integer('personal_fouls'),
    plusMinus: integer('plus_minus'),
    secondsPlayed: integer('seconds_played'),
    fieldGoalPercentage: numeric('field_goal_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (field_goals_made)::numeric) / (NULLIF(field_goals_attempted, 0))::numeric), 1)`,
    ),
    threePointPercentage: numeric('three_point_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (three_pointers_made)::numeric) / (NULLIF(three_pointers_attempted, 0))::numeric), 1)`,
    ),
    freeThrowPercentage: numeric('free_throw_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (free_throws_made)::numeric) / (NULLIF(free_throws_attempted, 0))::numeric), 1)`,
    ),
    effectiveFieldGoalPercentage: numeric('effective_field_goal_percentage', {
      mode: 'number',
    }).generatedAlwaysAs(
      sql`round(((100.0 * ((field_goals_made)::numeric + (0.5 * (three_pointers_made)::numeric))) / (NULLIF(field_goals_attempted, 0))::numeric), 1)`,
    ),
    trueShootingPercentage: numeric('true_shooting_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (points)::numeric) / NULLIF(((2)::numeric * ((field_goals_attempted)::numeric + (0.44 * (free_throws_attempted)::numeric))), (0)::numeric)), 1)`,
    ),
    ...seasonColumns(),
  },
  (table) => [
    primaryKey({
      name: 'nba_player_season_stats_pkey',
      columns: [table.seasonYear, table.leagueId, table.gameType, table.teamId, table.playerId],
    }),
    index('idx_nba_player_season_stats_player').on(table.playerId, table.seasonYear),
    index('idx_nba_player_season_stats_team').on(table.teamId, table.seasonYear),
  ],
);

/** What the lines of an NBA team add up to, by season, league and kind of game; rates follow from the totals. */
export const nbaTeamSeasonStats = pgTable(
  'nba_team_season_stats',
  {
    ...seasonKey(),
    games: integer('games').notNull(),
    points: integer('points'),
    fieldGoalsMade: integer('field_goals_made'),
    fieldGoalsAttempted: integer('field_goals_attempted'),
    threePointersMade: integer('three_pointers_made'),
    threePointersAttempted: integer('three_pointers_attempted'),
    freeThrowsMade: integer('free_throws_made'),
    freeThrowsAttempted: integer('free_throws_attempted'),
    offensiveRebounds: integer('offensive_rebounds'),
    defensiveRebounds: integer('defensive_rebounds'),
    totalRebounds: integer('total_rebounds'),
    assists: integer('assists'),
    steals: integer('steals'),
    blocks: integer('blocks'),
    turnovers: integer('turnovers'),
    personalFouls: integer('personal_fouls'),
    plusMinus: integer('plus_minus'),
    secondsPlayed: integer('seconds_played'),
    fastBreakPoints: integer('fast_break_points'),
    pointsInPaint: integer('points_in_paint'),
    secondChancePoints: integer('second_chance_points'),
    pointsOffTurnovers: integer('points_off_turnovers'),
    biggestLead: integer('biggest_lead'),
    longestRun: integer('longest_run'),
    fieldGoalPercentage: numeric('field_goal_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (field_goals_made)::numeric) / (NULLIF(field_goals_attempted, 0))::numeric), 1)`,
    ),
    threePointPercentage: numeric('three_point_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (three_pointers_made)::numeric) / (NULLIF(three_pointers_attempted, 0))::numeric), 1)`,
    ),
    freeThrowPercentage: numeric('free_throw_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (free_throws_made)::numeric) / (NULLIF(free_throws_attempted, 0))::numeric), 1)`,
    ),
    effectiveFieldGoalPercentage: numeric('effective_field_goal_percentage', {
      mode: 'number',
    }).generatedAlwaysAs(
      sql`round(((100.0 * ((field_goals_made)::numeric + (0.5 * (three_pointers_made)::numeric))) / (NULLIF(field_goals_attempted, 0))::numeric), 1)`,
    ),
    trueShootingPercentage: numeric('true_shooting_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (points)::numeric) / NULLIF(((2)::numeric * ((field_goals_attempted)::numeric + (0.44 * (free_throws_attempted)::numeric))), (0)::numeric)), 1)`,
    ),
    ...seasonColumns(),
  },
  (table) => [
    primaryKey({
      name: 'nba_team_season_stats_pkey',
      columns: [table.seasonYear, table.leagueId, table.gameType, table.teamId],
    }),
    index('idx_nba_team_season_stats_team').on(table.teamId, table.seasonYear),
  ],
);
