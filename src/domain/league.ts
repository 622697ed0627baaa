import type { ProviderIds } from './external-id.ts';
import type { Sport } from './sport.ts';

/**
 * A competition whose schedule is ingested.
 * `timezone` is the IANA zone in which its slate dates are told and in which files without a zone are read.
 */
export type League = {
  sport: Sport;
  /** Short unique name, as users write it: `NBA`, `NFL`, `Premier League`. */
  name: string;
  timezone: string;
  /** Other names that a file or a user may use for it; compared without case. */
  aliases: readonly string[];
  /** The league's ids at providers: a number, a name, whatever they ask by. */
  ids: ProviderIds;
};

/**
 * The leagues that can be ingested.
 * API-Sports ids: API-NBA v2 `standard`, American Football v1 league 1, API-Football v3 league list.
 */
export const LEAGUES: readonly League[] = [
  { sport: 'NBA', name: 'NBA', timezone: 'America/New_York', aliases: [], ids: { 'api-sports': 'standard' } },
  { sport: 'NFL', name: 'NFL', timezone: 'America/New_York', aliases: [], ids: { 'api-sports': '1' } },
  {
    sport: 'FOOTBALL',
    name: 'Premier League',
    timezone: 'Europe/London',
    aliases: ['English Premier League', 'EPL', 'E0', 'en.1', 'eng.1'],
    ids: { 'api-sports': '39' },
  },
  {
    sport: 'FOOTBALL',
    name: 'La Liga',
    timezone: 'Europe/Madrid',
    aliases: ['LaLiga', 'Primera División', 'Primera Division', 'SP1', 'es.1', 'esp.1'],
    ids: { 'api-sports': '140' },
  },
  {
    sport: 'FOOTBALL',
    name: 'Bundesliga',
    timezone: 'Europe/Berlin',
    aliases: ['D1', 'de.1', 'ger.1'],
    ids: { 'api-sports': '78' },
  },
  {
    sport: 'FOOTBALL',
    name: 'Serie A',
    timezone: 'Europe/Rome',
    aliases: ['I1', 'it.1', 'ita.1'],
    ids: { 'api-sports': '135' },
  },
  {
    sport: 'FOOTBALL',
    name: 'Ligue 1',
    timezone: 'Europe/Paris',
    aliases: ['F1', 'fr.1', 'fra.1'],
    ids: { 'api-sports': '61' },
  },
  {
    sport: 'FOOTBALL',
    name: 'MLS',
    timezone: 'America/New_York',
    aliases: ['Major League Soccer', 'USA', 'usa.1'],
    ids: { 'api-sports': '253' },
  },
];

/** Finds a league of `sport` by its name or one of its other names, without regard to case. */
export function findLeague(sport: Sport, name: string): League | undefined {
  const wanted = name.trim().toLowerCase();
  return LEAGUES.find(
    (league) =>
      league.sport === sport &&
      [league.name, ...league.aliases].some((candidate) => candidate.toLowerCase() === wanted),
  );
}

/** The league of that name or alias in whichever sport has one; the first, should several. */
export function findLeagueOfAnySport(name: string): League | undefined {
  const sports = new Set(LEAGUES.map(({ sport }) => sport));
  return [...sports].map((sport) => findLeague(sport, name)).find((league) => league !== undefined);
}

export function leaguesOf(sport: Sport): readonly League[] {
  return LEAGUES.filter((league) => league.sport === sport);
}
