import { teamRow } from './game-rows.ts';
import { NBA_TEAMS, type NbaTeam } from './nba-teams.ts';
import type { Player } from './roster.ts';

/** The rows of `/leagues`. */
export const LEAGUE_NAMES: readonly string[] = [
  'africa',
  'orlando',
  'sacramento',
  'standard',
  'utah',
  'vegas',
];

/** First season that the provider knows. */
export const FIRST_SEASON = 2015;

export type DirectoryTeam = {
  id: number;
  name: string;
  nickname: string;
  code: string;
  city: string | null;
  logo: string | null;
  allStar: boolean;
  nbaFranchise: boolean;
  leagues: Record<string, { conference: string | null; division: string | null }>;
};

/**
 * The rows of `/teams`. Beside the thirty franchises there are guests of preseason games and All-Star teams,
 * which a client has to leave out by `nbaFranchise` and `allStar`.
 */
export const TEAM_DIRECTORY: readonly DirectoryTeam[] = [
  ...NBA_TEAMS.map(franchise),
  guest(3, 'Harbour City Dolphins', 'Dolphins', 'HCD', 'Harbour City'),
  guest(12, 'Red River Dragons', 'Dragons', 'RRD', 'Red River'),
  allStars(34, 'Team Captain One', 'Team One', 'ONE'),
  allStars(35, 'Team Captain Two', 'Team Two', 'TWO'),
].sort((left, right) => left.id - right.id);

function franchise(team: NbaTeam): DirectoryTeam {
  const { conference, division } = team;
  const { logo, ...names } = teamRow(team.id);
  return {
    ...names,
    city: team.city,
    logo,
    allStar: false,
    nbaFranchise: true,
    leagues: {
      standard: { conference, division },
      vegas: { conference: 'summer', division: null },
      utah: { conference, division },
      sacramento: { conference, division },
    },
  };
}

function guest(id: number, name: string, nickname: string, code: string, city: string): DirectoryTeam {
  const leagues = { standard: { conference: 'Intl', division: null } };
  return { id, name, nickname, code, city, logo: null, allStar: false, nbaFranchise: false, leagues };
}

function allStars(id: number, name: string, nickname: string, code: string): DirectoryTeam {
  const leagues = { standard: { conference: 'East', division: null } };
  return { id, name, nickname, code, city: null, logo: null, allStar: true, nbaFranchise: false, leagues };
}

const METRES_PER_INCH = 0.0254;
const KILOGRAMS_PER_POUND = 0.453592;
const SHORT_POSITIONS = { PG: 'G', SG: 'G', SF: 'F', PF: 'F', C: 'C' } as const;

/** A row of `/players`. */
export function playerProfileRow(player: Player, season: number): object {
  const { id, firstName, lastName, heightInches, weightPounds, college, country } = player;
  return {
    id,
    firstname: firstName,
    lastname: lastName,
    birth: { date: player.birthDate, country },
    nba: {
      start: player.startYear,
      pro: player.startYear === 0 ? 0 : Math.max(0, season - player.startYear),
    },
    height: {
      feets: String(Math.floor(heightInches / 12)),
      inches: String(heightInches % 12),
      meters: (heightInches * METRES_PER_INCH).toFixed(2),
    },
    weight: { pounds: String(weightPounds), kilograms: (weightPounds * KILOGRAMS_PER_POUND).toFixed(1) },
    college,
    affiliation: college === null ? country : `${college}/${country}`,
    leagues: { standard: { jersey: player.jersey, active: true, pos: SHORT_POSITIONS[player.position] } },
  };
}
