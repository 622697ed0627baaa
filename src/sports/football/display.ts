import { type BoxGroup, type SportDisplay, figure, numberIn, ratio } from '../display-columns.ts';

const BOX_SCORE: readonly BoxGroup[] = [
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

/** Football's figures as people see them. */
export const FOOTBALL_DISPLAY: SportDisplay = {
  boxScore: BOX_SCORE,
  teams: [
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
  season: {
    player: [
      ['goals', 'GOALS'],
      ['assists', 'ASSISTS'],
      ['minutes', 'MIN'],
      ['pass_accuracy_percentage', 'PASS %'],
      ['average_rating', 'RATING'],
    ],
    team: [
      ['goals', 'GOALS'],
      ['/shots_total', 'SHOTS/G'],
      ['average_possession_percentage', 'BALL %'],
      ['pass_accuracy_percentage', 'PASS %'],
    ],
  },
};
