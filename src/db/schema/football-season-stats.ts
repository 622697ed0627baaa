import { sql } from 'drizzle-orm';
import { index, integer, numeric, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { seasonColumns, seasonKey } from './line-columns.ts';

/** What the lines of a football player add up to, by season, league, kind of game and team; rates follow from the totals. */
export const footballPlayerSeasonStats = pgTable(
  'football_player_season_stats',
  {
    ...seasonKey(),
    playerId: integer('player_id').notNull(),
    games: integer('games').notNull(),
    starts: integer('starts').notNull(),
    minutes: integer('minutes'),
    offsides: integer('offsides'),
    shotsTotal: integer('shots_total'),
    shotsOnTarget: integer('shots_on_target'),
    goals: integer('goals'),
    goalsConceded: integer('goals_conceded'),
    assists: integer('assists'),
    saves: integer('saves'),
    passesTotal: integer('passes_total'),
    keyPasses: integer('key_passes'),
    tackles: integer('tackles'),
    blocks: integer('blocks'),
    interceptions: integer('interceptions'),
    duelsTotal: integer('duels_total'),
    duelsWon: integer('duels_won'),
    dribblesAttempted: integer('dribbles_attempted'),
    dribblesSucceeded: integer('dribbles_succeeded'),
    dribbledPast: integer('dribbled_past'),
    foulsDrawn: integer('fouls_drawn'),
    foulsCommitted: integer('fouls_committed'),
    yellowCards: integer('yellow_cards'),
    redCards: integer('red_cards'),
    penaltiesWon: integer('penalties_won'),
    penaltiesCommitted: integer('penalties_committed'),
    penaltiesScored: integer('penalties_scored'),
    penaltiesMissed: integer('penalties_missed'),
    penaltiesSaved: integer('penalties_saved'),
    passesAccurate: integer('passes_accurate'),
    ratingSum: numeric('rating_sum', { precision: 9, scale: 2, mode: 'number' }),
    ratingGames: integer('rating_games'),
    averageRating: numeric('average_rating', { mode: 'number' }).generatedAlwaysAs(
      sql`round((rating_sum / (NULLIF(rating_games, 0))::numeric), 2)`,
    ),
    shotAccuracyPercentage: numeric('shot_accuracy_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (shots_on_target)::numeric) / (NULLIF(shots_total, 0))::numeric), 1)`,
    ),
    goalConversionPercentage: numeric('goal_conversion_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (goals)::numeric) / (NULLIF(shots_total, 0))::numeric), 1)`,
    ),
    passAccuracyPercentage: numeric('pass_accuracy_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (passes_accurate)::numeric) / (NULLIF(passes_total, 0))::numeric), 1)`,
    ),
    duelPercentage: numeric('duel_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (duels_won)::numeric) / (NULLIF(duels_total, 0))::numeric), 1)`,
    ),
    dribblePercentage: numeric('dribble_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (dribbles_succeeded)::numeric) / (NULLIF(dribbles_attempted, 0))::numeric), 1)`,
    ),
    minutesPerGoal: numeric('minutes_per_goal', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((minutes)::numeric / (NULLIF(goals, 0))::numeric), 1)`,
    ),
    ...seasonColumns(),
  },
  (table) => [
    primaryKey({
      name: 'football_player_season_stats_pkey',
      columns: [table.seasonYear, table.leagueId, table.gameType, table.teamId, table.playerId],
    }),
    index('idx_football_player_season_stats_player').on(table.playerId, table.seasonYear),
    index('idx_football_player_season_stats_team').on(table.teamId, table.seasonYear),
  ],
);

/** What the lines of a football team add up to, by season, league and kind of game; rates follow from the totals. */
export const footballTeamSeasonStats = pgTable(
  'football_team_season_stats',
  {
    ...seasonKey(),
    games: integer('games').notNull(),
    goals: integer('goals'),
    goalsHalftime: integer('goals_halftime'),
    goalsFulltime: integer('goals_fulltime'),
    goalsExtraTime: integer('goals_extra_time'),
    penaltyShootoutGoals: integer('penalty_shootout_goals'),
    shotsOnTarget: integer('shots_on_target'),
    shotsOffTarget: integer('shots_off_target'),
    shotsTotal: integer('shots_total'),
    shotsBlocked: integer('shots_blocked'),
    shotsInsideBox: integer('shots_inside_box'),
    shotsOutsideBox: integer('shots_outside_box'),
    fouls: integer('fouls'),
    corners: integer('corners'),
    offsides: integer('offsides'),
    yellowCards: integer('yellow_cards'),
    redCards: integer('red_cards'),
    saves: integer('saves'),
    passesTotal: integer('passes_total'),
    passesAccurate: integer('passes_accurate'),
    possessionPercentSum: numeric('possession_percent_sum', { precision: 9, scale: 2, mode: 'number' }),
    possessionPercentGames: integer('possession_percent_games'),
    expectedGoalsSum: numeric('expected_goals_sum', { precision: 9, scale: 2, mode: 'number' }),
    expectedGoalsGames: integer('expected_goals_games'),
    averagePossessionPercentage: numeric('average_possession_percentage', {
      mode: 'number',
    }).generatedAlwaysAs(
      sql`round((possession_percent_sum / (NULLIF(possession_percent_games, 0))::numeric), 1)`,
    ),
    averageExpectedGoals: numeric('average_expected_goals', { mode: 'number' }).generatedAlwaysAs(
      sql`round((expected_goals_sum / (NULLIF(expected_goals_games, 0))::numeric), 2)`,
    ),
    shotAccuracyPercentage: numeric('shot_accuracy_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (shots_on_target)::numeric) / (NULLIF(shots_total, 0))::numeric), 1)`,
    ),
    goalConversionPercentage: numeric('goal_conversion_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (goals)::numeric) / (NULLIF(shots_total, 0))::numeric), 1)`,
    ),
    passAccuracyPercentage: numeric('pass_accuracy_percentage', { mode: 'number' }).generatedAlwaysAs(
      sql`round(((100.0 * (passes_accurate)::numeric) / (NULLIF(passes_total, 0))::numeric), 1)`,
    ),
    ...seasonColumns(),
  },
  (table) => [
    primaryKey({
      name: 'football_team_season_stats_pkey',
      columns: [table.seasonYear, table.leagueId, table.gameType, table.teamId],
    }),
    index('idx_football_team_season_stats_team').on(table.teamId, table.seasonYear),
  ],
);
