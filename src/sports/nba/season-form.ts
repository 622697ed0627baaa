import { getTableName } from 'drizzle-orm';
import { nbaPlayerSeasonStats, nbaTeamSeasonStats } from '../../db/schema/nba-season-stats.ts';
import { type SeasonForm, anyCounted, percentOf, sumsOf } from '../season-form.ts';
import { NBA_COUNT_COLUMNS, NBA_PLAYER_LINES, NBA_TEAM_LINES } from './columns.ts';
import { NBA_ON_COURT } from './line-rules.ts';

/** The effective percentage counts a three as one and a half; true shooting takes free throws in (factor 0.44). */
const SHOOTING = {
  field_goal_percentage: percentOf('field_goals_made', 'field_goals_attempted'),
  three_point_percentage: percentOf('three_pointers_made', 'three_pointers_attempted'),
  free_throw_percentage: percentOf('free_throws_made', 'free_throws_attempted'),
  effective_field_goal_percentage: percentOf(
    '(field_goals_made + 0.5 * three_pointers_made)',
    'field_goals_attempted',
  ),
  true_shooting_percentage: percentOf(
    'points',
    '(2 * (field_goals_attempted + 0.44 * free_throws_attempted))',
  ),
};

/** An NBA player's season. */
export const NBA_PLAYER_SEASON: SeasonForm = {
  table: getTableName(nbaPlayerSeasonStats),
  lines: NBA_PLAYER_LINES,
  // As in `hasPlayedNba`: a time that is rounded to nothing is a game for whoever did something in it.
  hasPlayed: `(line.seconds_played > 0 or ${anyCounted(NBA_ON_COURT)})`,
  hasStarted: 'line.is_starter',
  sums: sumsOf([...NBA_COUNT_COLUMNS, 'seconds_played'], 'unknown'),
  maxima: [],
  rates: SHOOTING,
};

/** An NBA team's season. */
export const NBA_TEAM_SEASON: SeasonForm = {
  table: getTableName(nbaTeamSeasonStats),
  lines: NBA_TEAM_LINES,
  hasPlayed: 'true',
  sums: sumsOf(
    [
      ...NBA_COUNT_COLUMNS,
      'seconds_played',
      'fast_break_points',
      'points_in_paint',
      'second_chance_points',
      'points_off_turnovers',
    ],
    'unknown',
  ),
  maxima: ['biggest_lead', 'longest_run'],
  rates: SHOOTING,
};
