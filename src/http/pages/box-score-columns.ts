import type { LineValues } from '../../read/games/box-score.ts';
import type { Sport } from '../../domain/sport.ts';

/** A column of a box score: its short title, what that stands for, and the figure of a line. */
export type BoxColumn = { title: string; meaning: string; text: (line: LineValues) => string };

/** Columns that belong together; a group lists only players with a part in it. */
export type BoxGroup = {
  title: string;
  columns: readonly BoxColumn[];
  /** Whether a line belongs to the group. */
  has: (line: LineValues) => boolean;
  /** Lines with more of this come first. */
  order: (line: LineValues) => number;
};

const NONE = '–';

function figure(title: string, meaning: string, column: string): BoxColumn {
  return { title, meaning, text: (line) => (line[column] === null ? NONE : String(line[column])) };
}

/** `7/15`: made of attempted. */
function ratio(title: string, meaning: string, made: string, attempted: string): BoxColumn {
  return {
    title,
    meaning,
    text: (line) =>
      line[made] === null && line[attempted] === null ? NONE : `${line[made] ?? 0}/${line[attempted] ?? 0}`,
  };
}

function numberIn(line: LineValues, column: string): number {
  return Number(line[column] ?? 0);
}

const isAny =
  (columns: readonly string[]) =>
  (line: LineValues): boolean =>
    columns.some((column) => numberIn(line, column) !== 0);

/** `34:12`. */
function clock(line: LineValues, column: string): string {
  const seconds = line[column];
  if (typeof seconds !== 'number') return NONE;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const NBA: readonly BoxGroup[] = [
  {
    title: 'Players',
    has: () => true,
    order: (line) => numberIn(line, 'seconds_played'),
    columns: [
      { title: 'MIN', meaning: 'minutes', text: (line) => clock(line, 'seconds_played') },
      figure('PTS', 'points', 'points'),
      figure('REB', 'rebounds', 'total_rebounds'),
      figure('AST', 'assists', 'assists'),
      figure('STL', 'steals', 'steals'),
      figure('BLK', 'blocks', 'blocks'),
      figure('TO', 'turnovers', 'turnovers'),
      ratio('FG', 'field goals', 'field_goals_made', 'field_goals_attempted'),
      ratio('3P', 'three-pointers', 'three_pointers_made', 'three_pointers_attempted'),
      ratio('FT', 'free throws', 'free_throws_made', 'free_throws_attempted'),
      figure('PF', 'personal fouls', 'personal_fouls'),
      figure('+/−', 'plus minus', 'plus_minus'),
    ],
  },
];

const FOOTBALL: readonly BoxGroup[] = [
  {
    title: 'Players',
    has: () => true,
    order: (line) => numberIn(line, 'minutes'),
    columns: [
      figure('POS', 'position', 'position'),
      figure('MIN', 'minutes', 'minutes'),
      figure('RTG', 'rating', 'rating'),
      figure('G', 'goals', 'goals'),
      figure('A', 'assists', 'assists'),
      ratio('SH', 'shots on target of all', 'shots_on_target', 'shots_total'),
      figure('PASS', 'passes', 'passes_total'),
      figure('KEY', 'key passes', 'key_passes'),
      figure('TKL', 'tackles', 'tackles'),
      figure('INT', 'interceptions', 'interceptions'),
      figure('FC', 'fouls committed', 'fouls_committed'),
      figure('Y', 'yellow cards', 'yellow_cards'),
      figure('R', 'red cards', 'red_cards'),
      figure('SV', 'saves', 'saves'),
    ],
  },
];

function nflGroup(
  title: string,
  by: string,
  columns: readonly BoxColumn[],
  more: readonly string[] = [],
): BoxGroup {
  return { title, columns, has: isAny([by, ...more]), order: (line) => numberIn(line, by) };
}

const NFL: readonly BoxGroup[] = [
  nflGroup('Passing', 'passing_attempts', [
    ratio('C/A', 'completions of attempts', 'passing_completions', 'passing_attempts'),
    figure('YDS', 'yards', 'passing_yards'),
    figure('TD', 'touchdowns', 'passing_touchdowns'),
    figure('INT', 'interceptions', 'passing_interceptions'),
    figure('SCK', 'times sacked', 'times_sacked'),
    figure('RTG', 'passer rating', 'passer_rating'),
  ]),
  nflGroup('Rushing', 'rushing_attempts', [
    figure('CAR', 'carries', 'rushing_attempts'),
    figure('YDS', 'yards', 'rushing_yards'),
    figure('TD', 'touchdowns', 'rushing_touchdowns'),
    figure('LNG', 'longest', 'longest_rush'),
  ]),
  nflGroup(
    'Receiving',
    'receiving_targets',
    [
      ratio('REC', 'receptions of targets', 'receptions', 'receiving_targets'),
      figure('YDS', 'yards', 'receiving_yards'),
      figure('TD', 'touchdowns', 'receiving_touchdowns'),
      figure('LNG', 'longest', 'longest_reception'),
    ],
    ['receptions'],
  ),
  nflGroup(
    'Defence',
    'tackles',
    [
      figure('TKL', 'tackles', 'tackles'),
      figure('SOLO', 'solo tackles', 'solo_tackles'),
      figure('SCK', 'sacks', 'sacks'),
      figure('TFL', 'tackles for loss', 'tackles_for_loss'),
      figure('PD', 'passes defended', 'passes_defended'),
      figure('INT', 'interceptions', 'interceptions'),
      figure('FF', 'forced fumbles', 'forced_fumbles'),
    ],
    ['sacks', 'interceptions', 'passes_defended'],
  ),
  nflGroup(
    'Kicking and punting',
    'field_goals_attempted',
    [
      ratio('FG', 'field goals', 'field_goals_made', 'field_goals_attempted'),
      ratio('XP', 'extra points', 'extra_points_made', 'extra_points_attempted'),
      figure('PTS', 'points', 'kicking_points'),
      figure('PUNT', 'punts', 'punts'),
      figure('YDS', 'punt yards', 'punt_yards'),
    ],
    ['extra_points_attempted', 'punts'],
  ),
  nflGroup(
    'Returns',
    'kick_returns',
    [
      figure('KR', 'kick returns', 'kick_returns'),
      figure('YDS', 'kick return yards', 'kick_return_yards'),
      figure('PR', 'punt returns', 'punt_returns'),
      figure('YDS', 'punt return yards', 'punt_return_yards'),
    ],
    ['punt_returns'],
  ),
];

/** The groups of a sport's box score. */
export const BOX_GROUPS: Record<Sport, readonly BoxGroup[]> = { NBA, NFL, FOOTBALL };

/** What is compared between the two teams, by sport. */
export const TEAM_FIGURES: Record<Sport, readonly BoxColumn[]> = {
  NBA: [
    ratio('Field goals', '', 'field_goals_made', 'field_goals_attempted'),
    ratio('Three-pointers', '', 'three_pointers_made', 'three_pointers_attempted'),
    ratio('Free throws', '', 'free_throws_made', 'free_throws_attempted'),
    figure('Rebounds', '', 'total_rebounds'),
    figure('Assists', '', 'assists'),
    figure('Turnovers', '', 'turnovers'),
    figure('Points in the paint', '', 'points_in_paint'),
    figure('Fast break points', '', 'fast_break_points'),
    figure('Biggest lead', '', 'biggest_lead'),
  ],
  NFL: [
    figure('First downs', '', 'first_downs'),
    ratio('Third downs', '', 'third_down_conversions', 'third_down_attempts'),
    figure('Total yards', '', 'total_yards'),
    figure('Net passing yards', '', 'net_passing_yards'),
    figure('Rushing yards', '', 'rushing_yards'),
    figure('Turnovers', '', 'turnovers'),
    ratio('Penalties/yards', '', 'penalties', 'penalty_yards'),
    { title: 'Possession', meaning: '', text: (line) => clock(line, 'possession_seconds') },
  ],
  FOOTBALL: [
    figure('Formation', '', 'formation'),
    figure('Possession, %', '', 'possession_percent'),
    ratio('Shots on target of all', '', 'shots_on_target', 'shots_total'),
    figure('Expected goals', '', 'expected_goals'),
    figure('Corners', '', 'corners'),
    ratio('Passes, accurate of all', '', 'passes_accurate', 'passes_total'),
    figure('Fouls', '', 'fouls'),
    figure('Offsides', '', 'offsides'),
    figure('Yellow cards', '', 'yellow_cards'),
    figure('Red cards', '', 'red_cards'),
  ],
};
