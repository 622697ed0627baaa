import type { Leagues } from '../domain/league.ts';
import type { Sport } from '../domain/sport.ts';
import type { PlannedGame } from '../monitoring/planning/season-work.ts';
import { readSchedule } from '../schedule/parse/read-schedule.ts';
import { plannedStart } from '../schedule/planned-start.ts';
import type { OpenSource } from './open-source.ts';

type ScheduleOfFile = {
  sport: Sport;
  leagues: Leagues;
  season: number;
  league?: string;
  timezone?: string;
};

/** The games of a schedule file, as planning sees them; rows that are no game are left out. */
export async function readGamesOfFile(
  source: OpenSource,
  { sport, leagues, season, league, timezone }: ScheduleOfFile,
): Promise<PlannedGame[]> {
  const games: PlannedGame[] = [];
  const rows = readSchedule(source.chunks, {
    sport,
    leagues,
    season,
    ...(league === undefined ? {} : { leagueName: league }),
    ...(timezone === undefined ? {} : { timezone }),
  });
  for await (const row of rows) {
    if (!('game' in row)) continue;
    const { leagueName, slateDate } = row.game;
    const zone = leagues.zoneOf(leagueName);
    const tipOffMs = Date.parse(plannedStart(zone, row.game).gameDatetime);
    games.push({ sport, league: leagueName, timezone: zone, tipOffMs, slateDate });
  }
  return games;
}
