/** A franchise as API-NBA v2 knows it. */
export type NbaTeam = {
  /** The provider's id. */
  id: number;
  name: string;
  nickname: string;
  code: string;
  city: string;
  conference: 'East' | 'West';
  division: string;
  arena: { name: string; city: string; state: string };
  /** Hours from Eastern to the team's own time; evening games start at about 19:30 there. */
  hoursBehindEastern: number;
  /** Other spellings that a schedule may use. */
  aliases: readonly string[];
};

type TeamRow = readonly [
  id: number,
  code: string,
  city: string,
  nickname: string,
  division: string,
  arena: string,
  arenaPlace: string,
  hoursBehindEastern: number,
  ...aliases: string[],
];

/** Ids, names and codes as the provider's `/games` rows of April 2024 have them; divisions and arenas are the league's. */
const TEAM_ROWS: readonly TeamRow[] = [
  [1, 'ATL', 'Atlanta', 'Hawks', 'Southeast', 'State Farm Arena', 'Atlanta, GA', 0],
  [2, 'BOS', 'Boston', 'Celtics', 'Atlantic', 'TD Garden', 'Boston, MA', 0],
  [4, 'BKN', 'Brooklyn', 'Nets', 'Atlantic', 'Barclays Center', 'Brooklyn, NY', 0, 'BRK', 'NJ'],
  [5, 'CHA', 'Charlotte', 'Hornets', 'Southeast', 'Spectrum Center', 'Charlotte, NC', 0, 'CHO'],
  [6, 'CHI', 'Chicago', 'Bulls', 'Central', 'United Center', 'Chicago, IL', 1],
  [7, 'CLE', 'Cleveland', 'Cavaliers', 'Central', 'Rocket Mortgage FieldHouse', 'Cleveland, OH', 0],
  [8, 'DAL', 'Dallas', 'Mavericks', 'Southwest', 'American Airlines Center', 'Dallas, TX', 1],
  [9, 'DEN', 'Denver', 'Nuggets', 'Northwest', 'Ball Arena', 'Denver, CO', 2],
  [10, 'DET', 'Detroit', 'Pistons', 'Central', 'Little Caesars Arena', 'Detroit, MI', 0],
  [11, 'GSW', 'Golden State', 'Warriors', 'Pacific', 'Chase Center', 'San Francisco, CA', 3, 'GS'],
  [14, 'HOU', 'Houston', 'Rockets', 'Southwest', 'Toyota Center', 'Houston, TX', 1],
  [15, 'IND', 'Indiana', 'Pacers', 'Central', 'Gainbridge Fieldhouse', 'Indianapolis, IN', 0],
  [16, 'LAC', 'LA', 'Clippers', 'Pacific', 'Intuit Dome', 'Inglewood, CA', 3, 'Los Angeles Clippers', 'LA'],
  [17, 'LAL', 'Los Angeles', 'Lakers', 'Pacific', 'crypto.com Arena', 'Los Angeles, CA', 3],
  [19, 'MEM', 'Memphis', 'Grizzlies', 'Southwest', 'FedExForum', 'Memphis, TN', 1],
  [20, 'MIA', 'Miami', 'Heat', 'Southeast', 'Kaseya Center', 'Miami, FL', 0],
  [21, 'MIL', 'Milwaukee', 'Bucks', 'Central', 'Fiserv Forum', 'Milwaukee, WI', 1],
  [22, 'MIN', 'Minnesota', 'Timberwolves', 'Northwest', 'Target Center', 'Minneapolis, MN', 1],
  [
    23,
    'NOP',
    'New Orleans',
    'Pelicans',
    'Southwest',
    'Smoothie King Center',
    'New Orleans, LA',
    1,
    'NO',
    'NOH',
  ],
  [24, 'NYK', 'New York', 'Knicks', 'Atlantic', 'Madison Square Garden', 'New York, NY', 0, 'NY'],
  [25, 'OKC', 'Oklahoma City', 'Thunder', 'Northwest', 'Paycom Center', 'Oklahoma City, OK', 1],
  [26, 'ORL', 'Orlando', 'Magic', 'Southeast', 'Kia Center', 'Orlando, FL', 0],
  [
    27,
    'PHI',
    'Philadelphia',
    '76ers',
    'Atlantic',
    'Wells Fargo Center',
    'Philadelphia, PA',
    0,
    'Philadelphia Sixers',
    'Sixers',
  ],
  [28, 'PHX', 'Phoenix', 'Suns', 'Pacific', 'Footprint Center', 'Phoenix, AZ', 2, 'PHO'],
  [
    29,
    'POR',
    'Portland',
    'Trail Blazers',
    'Northwest',
    'Moda Center',
    'Portland, OR',
    3,
    'Portland Trailblazers',
    'Trailblazers',
  ],
  [30, 'SAC', 'Sacramento', 'Kings', 'Pacific', 'Golden 1 Center', 'Sacramento, CA', 3],
  [31, 'SAS', 'San Antonio', 'Spurs', 'Southwest', 'Frost Bank Center', 'San Antonio, TX', 1, 'SA'],
  [38, 'TOR', 'Toronto', 'Raptors', 'Atlantic', 'Scotiabank Arena', 'Toronto, ON', 0],
  [40, 'UTA', 'Utah', 'Jazz', 'Northwest', 'Delta Center', 'Salt Lake City, UT', 2, 'UTAH'],
  [41, 'WAS', 'Washington', 'Wizards', 'Southeast', 'Capital One Arena', 'Washington, DC', 0, 'WSH'],
];

const EASTERN_DIVISIONS = new Set(['Atlantic', 'Central', 'Southeast']);

/** The thirty franchises, by ascending id. */
export const NBA_TEAMS: readonly NbaTeam[] = TEAM_ROWS.map(toTeam);

function toTeam([
  id,
  code,
  place,
  nickname,
  division,
  arena,
  arenaPlace,
  hoursBehindEastern,
  ...aliases
]: TeamRow): NbaTeam {
  const [arenaCity = '', state = ''] = arenaPlace.split(', ');
  return {
    id,
    name: `${place} ${nickname}`,
    nickname,
    code,
    city: place === 'LA' ? 'Los Angeles' : place,
    conference: EASTERN_DIVISIONS.has(division) ? 'East' : 'West',
    division,
    arena: { name: arena, city: arenaCity, state },
    hoursBehindEastern,
    aliases,
  };
}

/** Finds a team by id. Throws for an id that is none of the thirty. */
export function nbaTeam(id: number): NbaTeam {
  const team = NBA_TEAMS.find((candidate) => candidate.id === id);
  if (team === undefined) throw new RangeError(`there is no NBA team ${id}`);
  return team;
}

const TEAMS_BY_SPELLING: ReadonlyMap<string, NbaTeam> = new Map(
  NBA_TEAMS.flatMap((team) =>
    [team.code, team.name, team.nickname, ...team.aliases].map(
      (spelling) => [plain(spelling), team] as const,
    ),
  ),
);

/** Finds a team by code, name, nickname or another spelling, without regard to case and punctuation. */
export function findNbaTeam(spelling: string): NbaTeam | undefined {
  return TEAMS_BY_SPELLING.get(plain(spelling));
}

function plain(spelling: string): string {
  return spelling.toLowerCase().replace(/[^a-z0-9]/g, '');
}
