import type { StandingsRules, TieBreak } from '../standings-rules.ts';
import { nflDivisions } from './divisions.ts';

/** What parts teams after all games between them, in their division and conference are level. */
const STRENGTH: readonly TieBreak[] = [
  'strength_of_victory',
  'strength_of_schedule',
  'ranking_in_conference',
  'ranking_in_league',
];

const DIVISION: readonly TieBreak[] = [
  'head_to_head',
  'division_record',
  'common_opponents',
  'conference_record',
  ...STRENGTH,
  'difference_against_common_opponents',
  'difference',
];

const CONFERENCE: readonly TieBreak[] = [
  'conference_record',
  'common_opponents_of_four_games',
  ...STRENGTH,
  'difference_in_conference',
  'difference',
];

/**
 * Seeding of a conference as the league's tie-breaking procedures say it since 2002 (operations.nfl.com, "NFL Tie-Breaking Procedures"). What is left then (net touchdowns, a
 * toss) does not follow from scores: such teams share a place.
 */
export const NFL_STANDINGS: StandingsRules = {
  tieBreaks: {
    two: ['head_to_head', ...CONFERENCE],
    more: ['head_to_head_sweep', ...CONFERENCE],
  },
  divisionTieBreaks: { two: DIVISION, more: DIVISION },
  parting: 'one_by_one',
  isOnePerDivision: true,
  areDivisionWinnersFirst: true,
  membersIn: nflDivisions,
  periods: [
    {
      fromSeason: 2002,
      source:
        'operations.nfl.com, "NFL Tie-Breaking Procedures"; since the eight divisions of 2002 (liquisearch.com, National Football League playoffs)',
      beyond: 'net touchdowns, then a toss',
    },
    { fromSeason: 0, source: null },
  ],
};
