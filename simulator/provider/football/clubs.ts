import { REFERENCE_LEAGUES } from '../../../src/reference/built-in/leagues.ts';
import { referenceTeams } from '../../../src/reference/built-in/reference-teams.ts';

/** A club as API-Football v3 knows it. The ids are our own. */
export type Club = {
  id: number;
  leagueId: number;
  /** The provider's name, which is seldom the full one: `Wolves`, `Paris Saint Germain`. */
  name: string;
  code: string;
  city: string;
  /** Every spelling by which a schedule may name the club within its league. */
  spellings: readonly string[];
};

/** A competition with its clubs. */
export type FootballLeague = {
  id: number;
  name: string;
  country: string;
  timezone: string;
  clubs: readonly Club[];
};

/** The clubs of 2025-26 (MLS: 2025) by our code, with the provider's names. */
const CLUBS: Readonly<Record<string, string>> = {
  'Premier League':
    'ARS Arsenal, AVL Aston Villa, BOU Bournemouth, BRE Brentford, BHA Brighton, BUR Burnley, CHE Chelsea, ' +
    'CRY Crystal Palace, EVE Everton, FUL Fulham, LEE Leeds, LIV Liverpool, MCI Manchester City, ' +
    'MUN Manchester United, NEW Newcastle, NFO Nottingham Forest, SUN Sunderland, TOT Tottenham, WHU West Ham, ' +
    'WOL Wolves',
  'La Liga':
    'ALA Alaves, ATH Athletic Club, ATM Atletico Madrid, BAR Barcelona, CEL Celta Vigo, ELC Elche, ESP Espanyol, ' +
    'GET Getafe, GIR Girona, LEV Levante, MLL Mallorca, OSA Osasuna, OVI Oviedo, RAY Rayo Vallecano, ' +
    'BET Real Betis, RMA Real Madrid, RSO Real Sociedad, SEV Sevilla, VAL Valencia, VIL Villarreal',
  Bundesliga:
    'KOE 1.FC Köln, TSG 1899 Hoffenheim, B04 Bayer Leverkusen, FCB Bayern Munich, BVB Borussia Dortmund, ' +
    'BMG Borussia Monchengladbach, SGE Eintracht Frankfurt, FCA FC Augsburg, STP FC St. Pauli, M05 FSV Mainz 05, ' +
    'HSV Hamburger SV, HDH 1. FC Heidenheim, RBL RB Leipzig, SCF SC Freiburg, FCU Union Berlin, VFB VfB Stuttgart, ' +
    'WOB VfL Wolfsburg, SVW Werder Bremen',
  'Serie A':
    'MIL AC Milan, ROM AS Roma, ATA Atalanta, BOL Bologna, CAG Cagliari, COM Como, CRE Cremonese, FIO Fiorentina, ' +
    'GEN Genoa, INT Inter, JUV Juventus, LAZ Lazio, LEC Lecce, NAP Napoli, PAR Parma, PIS Pisa, SAS Sassuolo, ' +
    'TOR Torino, UDI Udinese, VER Verona',
  'Ligue 1':
    'ANG Angers, AUX Auxerre, HAC LE Havre, RCL Lens, LIL Lille, LOR Lorient, OL Lyon, OM Marseille, MET Metz, ' +
    'ASM Monaco, NAN Nantes, NIC Nice, PFC Paris FC, PSG Paris Saint Germain, REN Rennes, BRE Stade Brestois 29, ' +
    'RCS Strasbourg, TFC Toulouse',
  MLS:
    'ATL Atlanta United FC, ATX Austin, MTL CF Montreal, CLT Charlotte, CHI Chicago Fire, COL Colorado Rapids, ' +
    'CLB Columbus Crew, DC DC United, CIN FC Cincinnati, DAL FC Dallas, HOU Houston Dynamo, MIA Inter Miami, ' +
    'LAFC Los Angeles FC, LAG Los Angeles Galaxy, MIN Minnesota United FC, NSH Nashville SC, ' +
    'NE New England Revolution, NYC New York City FC, RBNY New York Red Bulls, ORL Orlando City SC, ' +
    'PHI Philadelphia Union, POR Portland Timbers, RSL Real Salt Lake, SD San Diego, SJ San Jose Earthquakes, ' +
    'SEA Seattle Sounders, SKC Sporting Kansas City, STL St. Louis City, TFC Toronto FC, VAN Vancouver Whitecaps',
};

const COUNTRIES: Readonly<Record<string, string>> = {
  'Premier League': 'England',
  'La Liga': 'Spain',
  Bundesliga: 'Germany',
  'Serie A': 'Italy',
  'Ligue 1': 'France',
  MLS: 'USA',
};

/** Major League Soccer is what the provider calls MLS. */
const PROVIDER_LEAGUE_NAMES: Readonly<Record<string, string>> = { MLS: 'Major League Soccer' };

/** The six leagues by the provider's ids. */
export const FOOTBALL_LEAGUES: readonly FootballLeague[] = REFERENCE_LEAGUES.filter(
  ({ sport }) => sport === 'FOOTBALL',
).map((league) => {
  const id = Number(league.ids['api-sports']);
  return {
    id,
    name: PROVIDER_LEAGUE_NAMES[league.name] ?? league.name,
    country: COUNTRIES[league.name] ?? 'World',
    timezone: league.timezone,
    clubs: (CLUBS[league.name] ?? '').split(', ').map((entry, index) => {
      const [code = '', ...words] = entry.split(' ');
      const name = words.join(' ');
      const reference = referenceTeams(league.name).find((team) => team.abbreviation === code);
      const spellings = [name, code, ...(reference ? [reference.name, ...reference.aliases] : [])];
      return {
        id: id * 1_000 + index + 1,
        leagueId: id,
        name,
        code,
        city: reference?.city ?? name,
        spellings,
      };
    }),
  };
});

const CLUBS_BY_ID: ReadonlyMap<number, Club> = new Map(
  FOOTBALL_LEAGUES.flatMap(({ clubs }) => clubs.map((club) => [club.id, club] as const)),
);

/** Finds a club by id. Throws for an id that is none of ours. */
export function clubOf(id: number): Club {
  const club = CLUBS_BY_ID.get(id);
  if (club === undefined) throw new RangeError(`there is no club ${id}`);
  return club;
}

/** Finds a league by id. Throws for an id that is none of the six. */
export function footballLeague(id: number): FootballLeague {
  const league = FOOTBALL_LEAGUES.find((candidate) => candidate.id === id);
  if (league === undefined) throw new RangeError(`there is no league ${id}`);
  return league;
}

/** The clubs of each league by spelling. */
const CLUBS_BY_SPELLING: readonly ReadonlyMap<string, Club>[] = FOOTBALL_LEAGUES.map(
  ({ clubs }) => new Map(clubs.flatMap((club) => club.spellings.map((spelling) => [plain(spelling), club]))),
);

/**
 * Finds the two clubs of a match, which must be of one league: a short name may mean a club in each of two.
 * Throws a `RangeError` when there is no such pair, or more than one.
 */
export function findClubs(home: string, away: string): { home: Club; away: Club } {
  const pairs = CLUBS_BY_SPELLING.flatMap((clubs) => {
    const [homeClub, awayClub] = [clubs.get(plain(home)), clubs.get(plain(away))];
    return homeClub && awayClub && homeClub !== awayClub ? [{ home: homeClub, away: awayClub }] : [];
  });
  const [pair] = pairs;
  if (pair === undefined) throw new RangeError(`"${home}" and "${away}" are not two clubs of one league`);
  if (pairs.length > 1) throw new RangeError(`"${home}" and "${away}" are in more than one league`);
  return pair;
}

function plain(spelling: string): string {
  return spelling
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
