/** A franchise as American Football v1 knows it. */
export type NflTeam = {
  /** The provider's id. */
  id: number;
  name: string;
  nickname: string;
  code: string;
  city: string;
  conference: 'AFC' | 'NFC';
  /** `East`, `North`, `South` or `West`. */
  division: string;
  stadium: string;
  /** Hours from Eastern to the team's own time; games on the Pacific coast start late in the afternoon. */
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
  stadium: string,
  hoursBehindEastern: number,
  ...aliases: string[],
];

/** Ids and names as the provider lists the teams of 2022 and 2023; divisions and stadiums are the league's. */
const TEAM_ROWS: readonly TeamRow[] = [
  [1, 'LV', 'Las Vegas', 'Raiders', 'AFC West', 'Allegiant Stadium', 3, 'LVR', 'OAK'],
  [2, 'JAX', 'Jacksonville', 'Jaguars', 'AFC South', 'EverBank Stadium', 0, 'JAC'],
  [3, 'NE', 'New England', 'Patriots', 'AFC East', 'Gillette Stadium', 0, 'NWE'],
  [4, 'NYG', 'New York', 'Giants', 'NFC East', 'MetLife Stadium', 0],
  [5, 'BAL', 'Baltimore', 'Ravens', 'AFC North', 'M&T Bank Stadium', 0, 'RAV'],
  [6, 'TEN', 'Tennessee', 'Titans', 'AFC South', 'Nissan Stadium', 1, 'OTI'],
  [7, 'DET', 'Detroit', 'Lions', 'NFC North', 'Ford Field', 0],
  [8, 'ATL', 'Atlanta', 'Falcons', 'NFC South', 'Mercedes-Benz Stadium', 0],
  [9, 'CLE', 'Cleveland', 'Browns', 'AFC North', 'Huntington Bank Field', 0],
  [10, 'CIN', 'Cincinnati', 'Bengals', 'AFC North', 'Paycor Stadium', 0],
  [11, 'ARI', 'Arizona', 'Cardinals', 'NFC West', 'State Farm Stadium', 2, 'CRD'],
  [12, 'PHI', 'Philadelphia', 'Eagles', 'NFC East', 'Lincoln Financial Field', 0],
  [13, 'NYJ', 'New York', 'Jets', 'AFC East', 'MetLife Stadium', 0],
  [14, 'SF', 'San Francisco', '49ers', 'NFC West', "Levi's Stadium", 3, 'SFO'],
  [15, 'GB', 'Green Bay', 'Packers', 'NFC North', 'Lambeau Field', 1, 'GNB'],
  [16, 'CHI', 'Chicago', 'Bears', 'NFC North', 'Soldier Field', 1],
  [17, 'KC', 'Kansas City', 'Chiefs', 'AFC West', 'Arrowhead Stadium', 1, 'KAN'],
  [18, 'WAS', 'Washington', 'Commanders', 'NFC East', 'Northwest Stadium', 0, 'WSH'],
  [19, 'CAR', 'Carolina', 'Panthers', 'NFC South', 'Bank of America Stadium', 0],
  [20, 'BUF', 'Buffalo', 'Bills', 'AFC East', 'Highmark Stadium', 0],
  [21, 'IND', 'Indianapolis', 'Colts', 'AFC South', 'Lucas Oil Stadium', 0, 'CLT'],
  [22, 'PIT', 'Pittsburgh', 'Steelers', 'AFC North', 'Acrisure Stadium', 0],
  [23, 'SEA', 'Seattle', 'Seahawks', 'NFC West', 'Lumen Field', 3],
  [24, 'TB', 'Tampa Bay', 'Buccaneers', 'NFC South', 'Raymond James Stadium', 0, 'TAM'],
  [25, 'MIA', 'Miami', 'Dolphins', 'AFC East', 'Hard Rock Stadium', 0],
  [26, 'HOU', 'Houston', 'Texans', 'AFC South', 'NRG Stadium', 1, 'HTX'],
  [27, 'NO', 'New Orleans', 'Saints', 'NFC South', 'Caesars Superdome', 1, 'NOR'],
  [28, 'DEN', 'Denver', 'Broncos', 'AFC West', 'Empower Field at Mile High', 2],
  [29, 'DAL', 'Dallas', 'Cowboys', 'NFC East', 'AT&T Stadium', 1],
  [30, 'LAC', 'Los Angeles', 'Chargers', 'AFC West', 'SoFi Stadium', 3, 'SDG'],
  [31, 'LAR', 'Los Angeles', 'Rams', 'NFC West', 'SoFi Stadium', 3, 'LA', 'RAM'],
  [32, 'MIN', 'Minnesota', 'Vikings', 'NFC North', 'U.S. Bank Stadium', 1],
];

/** The thirty-two franchises, by ascending id. */
export const NFL_TEAMS: readonly NflTeam[] = TEAM_ROWS.map(
  ([id, code, city, nickname, place, stadium, hoursBehindEastern, ...aliases]) => {
    const [conference = '', division = ''] = place.split(' ');
    return {
      id,
      name: `${city} ${nickname}`,
      nickname,
      code,
      city,
      conference: conference === 'AFC' ? 'AFC' : 'NFC',
      division,
      stadium,
      hoursBehindEastern,
      aliases,
    };
  },
);

/** Finds a team by id. Throws for an id that is none of the thirty-two. */
export function nflTeam(id: number): NflTeam {
  const team = NFL_TEAMS.find((candidate) => candidate.id === id);
  if (team === undefined) throw new RangeError(`there is no NFL team ${id}`);
  return team;
}

const TEAMS_BY_SPELLING: ReadonlyMap<string, NflTeam> = new Map(
  NFL_TEAMS.flatMap((team) =>
    [team.code, team.name, team.nickname, ...team.aliases].map(
      (spelling) => [plain(spelling), team] as const,
    ),
  ),
);

/** Finds a team by code, name, nickname or another spelling, without regard to case and punctuation. */
export function findNflTeam(spelling: string): NflTeam | undefined {
  return TEAMS_BY_SPELLING.get(plain(spelling));
}

function plain(spelling: string): string {
  return spelling.toLowerCase().replace(/[^a-z0-9]/g, '');
}
