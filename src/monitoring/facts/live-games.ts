import { desc, eq, sql } from 'drizzle-orm';
import { games } from '../../db/schema/games.ts';
import { liveScores } from '../../db/schema/live-scores.ts';
import { leagues, sports, teams } from '../../db/schema/reference.ts';
import { alias } from '../../db/alias.ts';
import type { Sport } from '../../domain/sport.ts';
import { LIVE_OF_GAME, liveRowOf } from '../../read/games/live-row.ts';
import { type LiveState, liveState } from '../../read/games/live-state.ts';
import type { Fact } from './fact.ts';

/** A game that is on, as lists show it. */
export type LiveGame = {
  game_id: number;
  home: string;
  away: string;
  sport: Sport;
  league: string;
  live: LiveState;
};

const home = alias(teams, 'home');
const away = alias(teams, 'away');

export const liveGames: Fact<{ limit: number }, readonly LiveGame[]> = {
  name: 'live_games',
  meaning:
    'Games that are under way by the newest word of a source of live scores, with the silent ones among them; the last to start first.',
  unit: 'games',
  window: 'started within a day',
  async read(executor, { limit }) {
    const rows = await executor
      .select({
        game_id: games.id,
        home: sql<string>`coalesce(${home.abbreviation}, ${home.name})`,
        away: sql<string>`coalesce(${away.abbreviation}, ${away.name})`,
        sport: sports.displayName,
        league: leagues.name,
        status: games.status,
        live: LIVE_OF_GAME,
      })
      .from(liveScores)
      .innerJoin(games, eq(games.id, liveScores.gameId))
      .innerJoin(sports, eq(sports.id, games.sportId))
      .innerJoin(leagues, eq(leagues.id, games.leagueId))
      .innerJoin(home, eq(home.id, games.homeTeamId))
      .innerJoin(away, eq(away.id, games.awayTeamId))
      .where(
        sql`${liveScores.seenAt} >= now() - interval '1 day' and ${liveScores.status} in ('in_progress', 'suspended', 'completed')
            and ${games.status} in ('scheduled', 'in_progress', 'suspended')`,
      )
      .orderBy(desc(games.gameDatetime), games.id)
      .limit(limit);
    return rows.flatMap(({ status, live: stored, ...game }) => {
      const live = liveState({ sport: game.sport, status }, liveRowOf(stored));
      return live === null ? [] : [{ ...game, live }];
    });
  },
};
