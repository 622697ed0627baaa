import { apiSportsProtocol } from '../api-sports-protocol.ts';
import { type GameListing, type SimulatedApi } from '../simulated-api.ts';
import { STATUS_WORDS } from './game-state.ts';
import { createNbaLeague, type NbaLeague } from './league.ts';
import { nbaEndpoints } from './nba-endpoints.ts';
import { nbaTeam } from './nba-teams.ts';

/** The API-Sports NBA v2 API over a league made up from `seed`. */
export function createNbaApi({
  seed,
  league = createNbaLeague(seed),
}: {
  seed: number;
  league?: NbaLeague;
}): SimulatedApi {
  return {
    protocol: apiSportsProtocol({ hasPaging: false }),
    endpoints: nbaEndpoints(league),
    addGames: (requests) => league.games.add(requests),
    listGames: (context) =>
      league.games.all().map((game): GameListing => {
        const { status, startMs, finalMs } = league.stateOf(game, context);
        return {
          id: game.id,
          season: game.season,
          homeCode: nbaTeam(game.homeTeamId).code,
          awayCode: nbaTeam(game.awayTeamId).code,
          startMs,
          finalMs,
          status: STATUS_WORDS[status],
        };
      }),
    otherGameId(id) {
      const games = league.games.all();
      const index = games.findIndex((game) => String(game.id) === id);
      const other = games[(index + 1) % games.length];
      return other === undefined || String(other.id) === id ? undefined : String(other.id);
    },
  };
}
