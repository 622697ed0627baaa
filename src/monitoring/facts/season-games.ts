import { eq, sql } from 'drizzle-orm';
import { games } from '../../db/schema/games.ts';
import { leagues, seasons, sports } from '../../db/schema/reference.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Fact } from './fact.ts';
import { ofSport } from './scope.ts';
import type { PlannedGame } from '../planning/season-work.ts';

export const seasonGames: Fact<{ sport?: Sport | undefined; season: number }, readonly PlannedGame[]> = {
  name: 'season_games',
  meaning:
    'Every game of a season that the database has, of one sport or all, whatever became of it, apart from the cancelled.',
  unit: 'games',
  window: 'a season',
  async read(executor, { sport, season }) {
    const rows = await executor
      .select({
        sport: sports.displayName,
        league: leagues.name,
        timezone: leagues.timezone,
        tip_off: games.gameDatetime,
        slateDate: sql<string>`${games.slateDate}::text`,
      })
      .from(games)
      .innerJoin(sports, eq(sports.id, games.sportId))
      .innerJoin(seasons, eq(seasons.id, games.seasonId))
      .innerJoin(leagues, eq(leagues.id, games.leagueId))
      .where(sql`${ofSport(sport)} and ${seasons.year} = ${season} and ${games.status} <> 'cancelled'`);
    return rows.map(({ tip_off: tipOff, ...game }) => ({ ...game, tipOffMs: tipOff.getTime() }));
  },
};
