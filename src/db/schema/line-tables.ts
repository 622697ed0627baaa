import { type BoxScoreSport, type Sport, hasBoxScores } from '../../domain/sport.ts';
import { footballPlayerGameStats, footballTeamGameStats } from './football-lines.ts';
import { nbaPlayerGameStats, nbaTeamGameStats } from './nba-lines.ts';
import { nflPlayerGameStats, nflTeamGameStats } from './nfl-lines.ts';

/** The tables of game lines of each sport that has some. */
export const LINE_TABLES = {
  NBA: { player: nbaPlayerGameStats, team: nbaTeamGameStats },
  NFL: { player: nflPlayerGameStats, team: nflTeamGameStats },
  FOOTBALL: { player: footballPlayerGameStats, team: footballTeamGameStats },
} as const satisfies Record<BoxScoreSport, object>;

type LineTables = (typeof LINE_TABLES)[BoxScoreSport];

/** The tables of a sport's lines; undefined for one without box scores. */
export function lineTablesOf(sport: Sport): LineTables | undefined {
  return hasBoxScores(sport) ? LINE_TABLES[sport] : undefined;
}

/** The same where lines have led to the sport. Throws RangeError for one without box scores. */
export function needLineTables(sport: Sport): LineTables {
  const tables = lineTablesOf(sport);
  if (!tables) throw new RangeError(`${sport} has no game lines`);
  return tables;
}
