import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/rows.ts';
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
    const rows = await rowsOf<Omit<PlannedGame, 'tipOffMs'> & { tip_off: Date }>(
      executor,
      sql`
      select ${sports.displayName} as sport, ${leagues.name} as league, ${leagues.timezone} as timezone,
             ${games.gameDatetime} as tip_off, ${games.slateDate}::text as "slateDate"
      from ${games}
      join ${sports} on ${sports.id} = ${games.sportId}
      join ${seasons} on ${seasons.id} = ${games.seasonId}
      join ${leagues} on ${leagues.id} = ${games.leagueId}
      where ${ofSport(sport)} and ${seasons.year} = ${season} and ${games.status} <> 'cancelled'`,
    );
    return rows.map(({ tip_off: tipOff, ...game }) => ({ ...game, tipOffMs: tipOff.getTime() }));
  },
};
