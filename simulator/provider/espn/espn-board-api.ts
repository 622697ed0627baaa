import { DEFAULT_DIALS, type SimulatedProviderDials } from '../dials.ts';
import type { AnswerContext, SimulatedApi } from '../simulated-api.ts';
import { type BoardLeague, FIRST_EVENT_ID, listingOf } from './board-game.ts';
import { espnEndpoints } from './espn-endpoints.ts';
import { ESPN_PROTOCOL } from './espn-protocol.ts';

/** ESPN over a league of the simulation: the same seed and games as at another provider have the same results. */
export function createBoardApi(board: BoardLeague, seed: number): SimulatedApi {
  const shifted: BoardLeague = {
    ...board,
    games: (context) => board.games(asLeague(context)),
    boxScore: (id, context) => board.boxScore(id, asLeague(context)),
    extras: (id, context) => board.extras?.(id, asLeague(context)) ?? {},
  };
  return {
    protocol: ESPN_PROTOCOL,
    endpoints: espnEndpoints(shifted, seed),
    addGames: (requests) =>
      board
        .add(
          requests.map(({ id, ...rest }) => ({
            ...rest,
            ...(id === undefined ? {} : { id: id - FIRST_EVENT_ID }),
          })),
        )
        .map((id) => FIRST_EVENT_ID + id),
    listGames: (context) => shifted.games(context).map(listingOf),
    otherGameId(id) {
      const ids = board
        .games({ nowMs: 0, dials: DEFAULT_DIALS })
        .map((game) => String(FIRST_EVENT_ID + game.id));
      const other = ids[(ids.indexOf(id) + 1) % ids.length];
      return other === id ? undefined : other;
    },
  };
}

/** The dials name games by ESPN's ids, the league by its own. */
function asLeague(context: AnswerContext): AnswerContext {
  const games = Object.fromEntries(
    Object.entries(context.dials.games).map(([id, dials]) => [String(Number(id) - FIRST_EVENT_ID), dials]),
  ) as SimulatedProviderDials['games'];
  return { ...context, dials: { ...context.dials, games } };
}
