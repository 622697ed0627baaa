import { type BoxGroup, type SportDisplay, clock, figure, numberIn, ratio } from '../display-columns.ts';

const BOX_SCORE: readonly BoxGroup[] = [
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

/** The NBA's figures as people see them. */
export const NBA_DISPLAY: SportDisplay = {
  boxScore: BOX_SCORE,
  teams: [
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
  season: {
    player: [
      ['/points', 'PTS/G'],
      ['/total_rebounds', 'REB/G'],
      ['/assists', 'AST/G'],
      ['field_goal_percentage', 'FG %'],
      ['three_point_percentage', '3P %'],
      ['free_throw_percentage', 'FT %'],
    ],
    team: [
      ['/points', 'PTS/G'],
      ['/total_rebounds', 'REB/G'],
      ['/assists', 'AST/G'],
      ['field_goal_percentage', 'FG %'],
      ['three_point_percentage', '3P %'],
    ],
  },
};
