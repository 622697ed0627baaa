import { apiSportsProtocol } from '../api-sports-protocol.ts';
import type { GameListing, SimulatedApi } from '../simulated-api.ts';
import { clubOf } from './clubs.ts';
import { footballEndpoints } from './football-endpoints.ts';
import { createFootballPlay } from './league-play.ts';
import { STATUS_WORDS } from './match-state.ts';

/** The API-Football v3 API over six leagues made up from `seed`. */
export function createFootballApi({ seed }: { seed: number }): SimulatedApi {
  const play = createFootballPlay(seed);
  return {
    protocol: apiSportsProtocol({ hasPaging: true }),
    endpoints: footballEndpoints(play, seed),
    addGames: (requests) => play.matches.add(requests),
    listGames: (context) =>
      play.matches.all().map((match): GameListing => {
        const { status, startMs, finalMs } = play.stateOf(match, context);
        return {
          id: match.id,
          season: match.season,
          homeCode: clubOf(match.homeId).code,
          awayCode: clubOf(match.awayId).code,
          startMs,
          finalMs,
          status: STATUS_WORDS[status],
        };
      }),
    otherGameId(ids) {
      const all = play.matches.all();
      const others = ids.split('-').map((id) => {
        const index = all.findIndex((match) => String(match.id) === id);
        return all[(index + 1) % all.length]?.id;
      });
      return all.length < 2 || others.includes(undefined) ? undefined : others.join('-');
    },
  };
}
