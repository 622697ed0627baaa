import type { StandingsRules, TieBreak } from '../standings-rules.ts';
import { nbaDivisions } from './divisions.ts';

/** Until 2014-15 a winner of a division stood above whoever was level with it, and games between them came next. */
const OLD_ORDER: readonly TieBreak[] = [
  'division_leader',
  'head_to_head',
  'division_record',
  'conference_record',
  'playoff_teams_of_conference',
  'playoff_teams_of_other_conference',
  'difference',
];

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
  periods: [
    {
      fromSeason: 2015,
      source:
        'en.global.nba.com, "Playoff Tie-Break Procedures"; the Board of Governors of 8 September 2015, as culvercityobserver.com quotes it',
      beyond: 'a drawing',
    },
    {
      fromSeason: 2006,
      source:
        'hellocelebritys1.blogspot.com, 6 April 2009, and fantasynba.ru: "Playoff Tie-Break Procedures"; thescore.com, 8 September 2015',
      beyond:
        'winners of divisions are seeded fourth at the lowest, which the table does not show; a drawing',
      changes: {
        tieBreaks: {
          two: OLD_ORDER,
          more: OLD_ORDER.filter((one) => one !== 'playoff_teams_of_other_conference'),
        },
      },
    },
    { fromSeason: 0, source: null },
  ],
};
