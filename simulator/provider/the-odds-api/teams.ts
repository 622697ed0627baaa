import type { ResultSport, Sport } from '../../../src/domain/sport.ts';
import { findClubs, footballLeague } from '../football/clubs.ts';
import { findNbaTeam } from '../nba/nba-teams.ts';
import { findNflTeam } from '../nfl/nfl-teams.ts';
import { findResultTeam } from '../results/result-teams.ts';

/** Two teams as The Odds API spells them, and the key of their league. */
export type Pairing = { sportKey: string; sportTitle: string; home: string; away: string };

const FOOTBALL_KEYS: Readonly<Record<string, readonly [key: string, title: string]>> = {
  'Premier League': ['soccer_epl', 'EPL'],
  'La Liga': ['soccer_spain_la_liga', 'La Liga - Spain'],
  Bundesliga: ['soccer_germany_bundesliga', 'Bundesliga - Germany'],
  'Serie A': ['soccer_italy_serie_a', 'Serie A - Italy'],
  'Ligue 1': ['soccer_france_ligue_one', 'Ligue 1 - France'],
  'Major League Soccer': ['soccer_usa_mls', 'MLS'],
};

/** Every league that has a key, as the list of sports shows it. */
export const SPORT_TITLES: readonly (readonly [key: string, title: string, group: string])[] = [
  ['americanfootball_nfl', 'NFL', 'American Football'],
  ['basketball_nba', 'NBA', 'Basketball'],
  ['icehockey_nhl', 'NHL', 'Ice Hockey'],
  ['baseball_mlb', 'MLB', 'Baseball'],
  ...Object.values(FOOTBALL_KEYS).map(([key, title]) => [key, title, 'Soccer'] as const),
];

/** Finds the league of two teams; codes that mean teams of two leagues are of `preferred`. Throws a `RangeError`. */
export function findPairing(preferred: Sport, home: string, away: string): Pairing {
  const first = FINDERS[preferred];
  const finders = [...(first ? [first] : []), ...Object.values(FINDERS).filter((find) => find !== first)];
  const found = finders.map((find) => find(home, away)).find((one) => one !== undefined);
  if (!found) throw new RangeError(`"${home}" and "${away}" are not two teams of one league`);
  return found;
}

type Finder = (home: string, away: string) => Pairing | undefined;

const FINDERS: Readonly<Partial<Record<Sport, Finder>>> = {
  NBA: basketball,
  NFL: americanFootball,
  FOOTBALL: football,
  NHL: resultsOnly('NHL', 'icehockey_nhl'),
  MLB: resultsOnly('MLB', 'baseball_mlb'),
};

function basketball(home: string, away: string): Pairing | undefined {
  const [ours, theirs] = [findNbaTeam(home), findNbaTeam(away)];
  if (!ours || !theirs || ours === theirs) return undefined;
  return { sportKey: 'basketball_nba', sportTitle: 'NBA', home: ours.name, away: theirs.name };
}

function americanFootball(home: string, away: string): Pairing | undefined {
  const [ours, theirs] = [findNflTeam(home), findNflTeam(away)];
  if (!ours || !theirs || ours === theirs) return undefined;
  return { sportKey: 'americanfootball_nfl', sportTitle: 'NFL', home: ours.name, away: theirs.name };
}

function resultsOnly(sport: ResultSport, sportKey: string): Finder {
  return (home, away) => {
    const [ours, theirs] = [findResultTeam(sport, home), findResultTeam(sport, away)];
    if (!ours || !theirs || ours.id === theirs.id) return undefined;
    return { sportKey, sportTitle: sport, home: spelt(ours.name), away: spelt(theirs.name) };
  };
}

/** Without full stops: `St Louis Blues`. */
function spelt(name: string): string {
  return name.replaceAll('.', '');
}

function football(home: string, away: string): Pairing | undefined {
  try {
    const clubs = findClubs(home, away);
    const [key, title] = FOOTBALL_KEYS[footballLeague(clubs.home.leagueId).name] ?? [];
    if (key === undefined || title === undefined) return undefined;
    return { sportKey: key, sportTitle: title, home: fullName(clubs.home), away: fullName(clubs.away) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Clubs by their full names: `Wolverhampton Wanderers`. */
function fullName({ name, spellings }: { name: string; spellings: readonly string[] }): string {
  return spellings[2] ?? name;
}
