import {
  type BoxColumn,
  type BoxGroup,
  type SportDisplay,
  clock,
  figure,
  isAny,
  numberIn,
  ratio,
} from '../display-columns.ts';

function nflGroup(
  title: string,
  by: string,
  columns: readonly BoxColumn[],
  more: readonly string[] = [],
): BoxGroup {
  return { title, columns, has: isAny([by, ...more]), order: (line) => numberIn(line, by) };
}

const BOX_SCORE: readonly BoxGroup[] = [
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

/** The NFL's figures as people see them. */
export const NFL_DISPLAY: SportDisplay = {
  boxScore: BOX_SCORE,
  teams: [
    figure('First downs', '', 'first_downs'),
    ratio('Third downs', '', 'third_down_conversions', 'third_down_attempts'),
    figure('Total yards', '', 'total_yards'),
    figure('Net passing yards', '', 'net_passing_yards'),
    figure('Rushing yards', '', 'rushing_yards'),
    figure('Turnovers', '', 'turnovers'),
    ratio('Penalties/yards', '', 'penalties', 'penalty_yards'),
    { title: 'Possession', meaning: '', text: (line) => clock(line, 'possession_seconds') },
  ],
  season: {
    player: [
      ['passing_yards', 'PASS YDS'],
      ['passing_touchdowns', 'PASS TD'],
      ['passer_rating', 'RATING'],
      ['rushing_yards', 'RUSH YDS'],
      ['receiving_yards', 'REC YDS'],
      ['sacks', 'SACKS'],
    ],
    team: [
      ['/total_yards', 'YDS/G'],
      ['/rushing_yards', 'RUSH/G'],
      ['third_down_percentage', '3RD %'],
      ['turnovers', 'TO'],
    ],
  },
};
