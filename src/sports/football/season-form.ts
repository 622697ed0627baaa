import { getTableName } from 'drizzle-orm';
import { footballPlayerSeasonStats, footballTeamSeasonStats } from '../../db/schema/football-season-stats.ts';
import { type SeasonForm, type SeasonSum, anyCounted, percentOf, ratioOf, sumsOf } from '../season-form.ts';
import { FOOTBALL_PLAYER_LINES, FOOTBALL_TEAM_LINES } from './columns.ts';
import { FOOTBALL_ON_PITCH } from './line-rules.ts';

/** What a line says of the player or the day, and figures of a game that do not add up. */
const NOT_ADDED = new Set([
  'shirt_number',
  'position',
  'is_captain',
  'is_substitute',
  'rating',
  'pass_accuracy_percent',
  'passes_accurate',
  'formation',
  'possession_percent',
  'expected_goals',
]);

/** Where the provider gives a share of the passes instead of a number, the number follows from it. */
const PASSES_ACCURATE: SeasonSum = {
  column: 'passes_accurate',
  type: 'integer',
  of: 'coalesce(line.passes_accurate, round(line.passes_total * line.pass_accuracy_percent / 100))',
  whenEmpty: 'none',
};

/** A mean is kept as its sum and the number of games that have the figure. */
function meanOf(column: string): SeasonSum[] {
  return [
    { column: `${column}_sum`, type: 'numeric(9, 2)', of: `line.${column}`, whenEmpty: 'unknown' },
    {
      column: `${column}_games`,
      type: 'integer',
      of: `(line.${column} is not null)::int`,
      whenEmpty: 'none',
    },
  ];
}

const added = (columns: readonly string[]): SeasonSum[] =>
  sumsOf(
    columns.filter((column) => !NOT_ADDED.has(column)),
    'none',
  );

/** As in `hasPlayedFootball`: a time that is rounded to nothing is a game for whoever did something in it. */
const HAS_PLAYED = `(coalesce(line.minutes, 0) > 0 or ${anyCounted(FOOTBALL_ON_PITCH)})`;

/** A footballer's season. A game counts from the first minute on the pitch; nulls of the provider are none. */
export const FOOTBALL_PLAYER_SEASON: SeasonForm = {
  table: getTableName(footballPlayerSeasonStats),
  lines: FOOTBALL_PLAYER_LINES,
  hasPlayed: HAS_PLAYED,
  hasStarted: `(line.is_starter and ${HAS_PLAYED})`,
  sums: [...added(FOOTBALL_PLAYER_LINES.valueColumns), PASSES_ACCURATE, ...meanOf('rating')],
  maxima: [],
  rates: {
    average_rating: ratioOf('rating_sum', 'rating_games', 2),
    shot_accuracy_percentage: percentOf('shots_on_target', 'shots_total'),
    goal_conversion_percentage: percentOf('goals', 'shots_total'),
    pass_accuracy_percentage: percentOf('passes_accurate', 'passes_total'),
    duel_percentage: percentOf('duels_won', 'duels_total'),
    dribble_percentage: percentOf('dribbles_succeeded', 'dribbles_attempted'),
    minutes_per_goal: ratioOf('minutes', 'goals', 1),
  },
};

/** A football team's season. */
export const FOOTBALL_TEAM_SEASON: SeasonForm = {
  table: getTableName(footballTeamSeasonStats),
  lines: FOOTBALL_TEAM_LINES,
  hasPlayed: 'true',
  sums: [
    ...added(FOOTBALL_TEAM_LINES.valueColumns),
    PASSES_ACCURATE,
    ...meanOf('possession_percent'),
    ...meanOf('expected_goals'),
  ],
  maxima: [],
  rates: {
    average_possession_percentage: ratioOf('possession_percent_sum', 'possession_percent_games', 1),
    average_expected_goals: ratioOf('expected_goals_sum', 'expected_goals_games', 2),
    shot_accuracy_percentage: percentOf('shots_on_target', 'shots_total'),
    goal_conversion_percentage: percentOf('goals', 'shots_total'),
    pass_accuracy_percentage: percentOf('passes_accurate', 'passes_total'),
  },
};
