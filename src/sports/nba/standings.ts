import type { StandingsRules } from '../standings-rules.ts';
import { nbaDivisions } from './divisions.ts';

/**
 * Seeding of a conference as the league's procedure for breaking ties says it since 2015-16 (NBA.com, playoff picture,
 * "Playoff Tie-Break Procedures"). Of teams in one division the same list holds, and division leaders are told first.
 * Teams of play-off places are those level with the eighth or better; what the play-in makes of them does not count.
 */
export const NBA_STANDINGS: StandingsRules = {
  tieBreaks: {
    two: [
      'head_to_head',
      'division_leader',
      'division_record',
      'conference_record',
      'playoff_teams_of_conference',
      'playoff_teams_of_other_conference',
      'difference',
    ],
    more: [
      'division_leader',
      'head_to_head',
      'division_record',
      'conference_record',
      'playoff_teams_of_conference',
      'difference',
    ],
  },
  divisionTieBreaks: {
    two: [
      'head_to_head',
      'division_record',
      'conference_record',
      'playoff_teams_of_conference',
      'playoff_teams_of_other_conference',
      'difference',
    ],
    more: [
      'head_to_head',
      'division_record',
      'conference_record',
      'playoff_teams_of_conference',
      'difference',
    ],
  },
  parting: 'split',
  playoffPlaces: 8,
  membersIn: nbaDivisions,
};
