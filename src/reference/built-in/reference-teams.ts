import { BUNDESLIGA_TEAMS } from './football-bundesliga.ts';
import { LA_LIGA_TEAMS } from './football-la-liga.ts';
import { LIGUE_1_TEAMS } from './football-ligue-1.ts';
import { MLS_TEAMS } from './football-mls.ts';
import { PAST_MLS_TEAMS } from './football-mls-past.ts';
import { PREMIER_LEAGUE_TEAMS } from './football-premier-league.ts';
import { PAST_PREMIER_LEAGUE_TEAMS } from './football-premier-league-past.ts';
import { SERIE_A_TEAMS } from './football-serie-a.ts';
import { NBA_TEAMS } from './nba.ts';
import { MLB_TEAMS } from './mlb.ts';
import { NFL_TEAMS } from './nfl.ts';
import { NHL_TEAMS } from './nhl.ts';
import type { TeamReference } from './team-reference.ts';

const TEAMS_BY_LEAGUE: Readonly<Record<string, readonly TeamReference[]>> = {
  NBA: NBA_TEAMS,
  NFL: NFL_TEAMS,
  NHL: NHL_TEAMS,
  MLB: MLB_TEAMS,
  'Premier League': [...PREMIER_LEAGUE_TEAMS, ...PAST_PREMIER_LEAGUE_TEAMS],
  'La Liga': LA_LIGA_TEAMS,
  Bundesliga: BUNDESLIGA_TEAMS,
  'Serie A': SERIE_A_TEAMS,
  'Ligue 1': LIGUE_1_TEAMS,
  MLS: [...MLS_TEAMS, ...PAST_MLS_TEAMS],
};

/**
 * The teams of a league by the league's name in `REFERENCE_LEAGUES`: all of the NBA and NFL, and every football club that
 * was in the league in one of the seasons 2022-23 to 2026-27 (MLS: 2022 to 2026); and clubs that were there before, as far as
 * published results name them, with their `lastSeason`. Empty for a league that does not come with the program.
 */
export function referenceTeams(leagueName: string): readonly TeamReference[] {
  return TEAMS_BY_LEAGUE[leagueName] ?? [];
}

/**
 * Whether a league has no other teams than come with the program: franchises, which go by nicknames. Clubs come up and
 * go down.
 */
export function hasEveryTeam(leagueName: string): boolean {
  const teams = referenceTeams(leagueName);
  return teams.length > 0 && teams.every(({ nickname }) => nickname !== null);
}
