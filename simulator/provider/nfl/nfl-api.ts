import { apiSportsProtocol } from '../api-sports-protocol.ts';
import type { GameListing, SimulatedApi } from '../simulated-api.ts';
import { STATUSES } from './game-state.ts';
import { createNflLeague, type NflLeague } from './league.ts';
import { nflEndpoints } from './nfl-endpoints.ts';
import { nflTeam } from './nfl-teams.ts';

/** The API-Sports American Football v1 API over a league made up from `seed`. */
export function createNflApi({
  seed,
  league = createNflLeague(seed),
}: {
  seed: number;
  league?: NflLeague;
}): SimulatedApi {
  return {
    protocol: apiSportsProtocol({ hasPaging: false }),
    endpoints: nflEndpoints(league),
    addGames: (requests) => league.games.add(requests),
    listGames: (context) =>
      league.games.all().map((game): GameListing => {
        const { status, startMs, finalMs } = league.stateOf(game, context);
        return {
          id: game.id,
          season: game.season,
          homeCode: nflTeam(game.homeTeamId).code,
          awayCode: nflTeam(game.awayTeamId).code,
          startMs,
          finalMs,
          status: STATUSES[status].long,
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
