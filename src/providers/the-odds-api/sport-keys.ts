import type { League } from '../../domain/league.ts';

/** What The Odds API calls the leagues that come with the program, by their codes. */
const SPORT_KEYS: Readonly<Record<string, string>> = {
  NBA: 'basketball_nba',
  NFL: 'americanfootball_nfl',
  NHL: 'icehockey_nhl',
  MLB: 'baseball_mlb',
  EPL: 'soccer_epl',
  LALIGA: 'soccer_spain_la_liga',
  BUNDESLIGA: 'soccer_germany_bundesliga',
  SERIEA: 'soccer_italy_serie_a',
  LIGUE1: 'soccer_france_ligue_one',
  MLS: 'soccer_usa_mls',
};

/** The key by which a league is asked for: the one that it was given, else ours; undefined for a league without one. */
export function sportKeyOf({ code, ids }: Pick<League, 'code' | 'ids'>): string | undefined {
  return ids['the-odds-api'] ?? SPORT_KEYS[code];
}

/** Whether a key is one of ours, and so exists whatever the season. */
export function isBuiltInKey(key: string): boolean {
  return Object.values(SPORT_KEYS).includes(key);
}
