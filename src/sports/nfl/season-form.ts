import { getTableName } from 'drizzle-orm';
import { nflPlayerSeasonStats, nflTeamSeasonStats } from '../../db/schema/nfl-season-stats.ts';
import { type SeasonForm, type SeasonSum, percentOf, ratioOf } from '../season-form.ts';
import { NFL_PLAYER_LINES, NFL_TEAM_LINES } from './columns.ts';

/** Tackles and sacks can be shared by two players. */
const IN_HALVES = new Set(['tackles', 'solo_tackles', 'sacks', 'tackles_for_loss']);

const LONGEST = NFL_PLAYER_LINES.valueColumns.filter((column) => column.startsWith('longest_'));

/** Figures of a game that do not add up; a season has its own, from the totals. */
const GAME_RATES = new Set(['passer_rating', 'field_goal_percentage']);

/** The league's passer rating: four shares, each from 0 to 2.375. */
const PASSER_RATING = `round(100.0 / 6 * (${[
  '(coalesce(passing_completions, 0) / passing_attempts::numeric - 0.3) * 5',
  '(coalesce(passing_yards, 0) / passing_attempts::numeric - 3) * 0.25',
  'coalesce(passing_touchdowns, 0) / passing_attempts::numeric * 20',
  '2.375 - coalesce(passing_interceptions, 0) / passing_attempts::numeric * 25',
]
  .map((share) => `greatest(0, least(2.375, ${share}))`)
  .join(' + ')}), 1)`;

/** An NFL player's season. Who has no part in a group, such as kicking, has nulls there. */
export const NFL_PLAYER_SEASON: SeasonForm = {
  table: getTableName(nflPlayerSeasonStats),
  lines: NFL_PLAYER_LINES,
  hasPlayed: 'true',
  sums: sumsWithHalves(
    NFL_PLAYER_LINES.valueColumns.filter((column) => !LONGEST.includes(column) && !GAME_RATES.has(column)),
  ),
  maxima: LONGEST,
  rates: {
    completion_percentage: percentOf('passing_completions', 'passing_attempts'),
    yards_per_pass: ratioOf('passing_yards', 'passing_attempts', 1),
    passer_rating: `case when passing_attempts > 0 then ${PASSER_RATING} end`,
    yards_per_rush: ratioOf('rushing_yards', 'rushing_attempts', 1),
    catch_percentage: percentOf('receptions', 'receiving_targets'),
    yards_per_reception: ratioOf('receiving_yards', 'receptions', 1),
    field_goal_percentage: percentOf('field_goals_made', 'field_goals_attempted'),
    extra_point_percentage: percentOf('extra_points_made', 'extra_points_attempted'),
    yards_per_punt: ratioOf('punt_yards', 'punts', 1),
  },
};

/** An NFL team's season. */
export const NFL_TEAM_SEASON: SeasonForm = {
  table: getTableName(nflTeamSeasonStats),
  lines: NFL_TEAM_LINES,
  hasPlayed: 'true',
  sums: sumsWithHalves(NFL_TEAM_LINES.valueColumns),
  maxima: [],
  rates: {
    completion_percentage: percentOf('passing_completions', 'passing_attempts'),
    yards_per_play: ratioOf('total_yards', 'plays', 1),
    yards_per_rush: ratioOf('rushing_yards', 'rushing_attempts', 1),
    third_down_percentage: percentOf('third_down_conversions', 'third_down_attempts'),
    fourth_down_percentage: percentOf('fourth_down_conversions', 'fourth_down_attempts'),
    red_zone_percentage: percentOf('red_zone_scores', 'red_zone_attempts'),
  },
};

function sumsWithHalves(columns: readonly string[]): SeasonSum[] {
  return columns.map((column) => ({
    column,
    type: IN_HALVES.has(column) ? 'numeric(9, 2)' : 'integer',
    whenEmpty: 'unknown',
  }));
}
