import type { Sport } from '../../domain/sport.ts';
import { footballPlayerGameStats, footballTeamGameStats } from './football-lines.ts';
import { nbaPlayerGameStats, nbaTeamGameStats } from './nba-lines.ts';
import { nflPlayerGameStats, nflTeamGameStats } from './nfl-lines.ts';

/** The tables of game lines of each sport. */
export const LINE_TABLES = {
  NBA: { player: nbaPlayerGameStats, team: nbaTeamGameStats },
  NFL: { player: nflPlayerGameStats, team: nflTeamGameStats },
  FOOTBALL: { player: footballPlayerGameStats, team: footballTeamGameStats },
} as const satisfies Record<Sport, object>;
