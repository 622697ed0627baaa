import { DEFAULT_DIALS, type SimulatedProviderDials } from '../dials.ts';
import type { AnswerContext, SimulatedApi } from '../simulated-api.ts';
import { type BoardGame, type BoardLeague, type BoardSide, FIRST_EVENT_ID, listingOf } from './board-game.ts';
import { espnEndpoints } from './espn-endpoints.ts';
import { ESPN_PROTOCOL } from './espn-protocol.ts';

/** ESPN over a league of the simulation: the same seed and games as at another provider have the same results. */
export function createBoardApi(board: BoardLeague, seed: number): SimulatedApi {
  const shifted: BoardLeague = {
    ...board,
    games: (context) => {
      const ofLeague = asLeague(context);
      return board.games(ofLeague).map((game) => calledEarly(game, board, ofLeague));
    },
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

/** A game as it stood after regulation, as an end, while overtime is played: where it is dialled so. */
function calledEarly(game: BoardGame, { regulation }: BoardLeague, { dials }: AnswerContext): BoardGame {
  const isCalled = dials.games[String(game.id)]?.isCalledInOvertime === true;
  if (!isCalled || regulation === undefined || game.standing !== 'during') return game;
  if (game.home.periods.length <= regulation) return game;
  const { clock: _clock, period: _period, duringWord: _word, ...ended } = game;
  const after = (side: BoardSide): BoardSide => {
    const periods = side.periods.slice(0, regulation);
    return { ...side, periods, score: periods.reduce((total, points) => total + points, 0) };
  };
  return { ...ended, standing: 'over', detail: 'Final', home: after(game.home), away: after(game.away) };
}

/** The dials name games by ESPN's ids, the league by its own. */
function asLeague(context: AnswerContext): AnswerContext {
  const games = Object.fromEntries(
    Object.entries(context.dials.games).map(([id, dials]) => [String(Number(id) - FIRST_EVENT_ID), dials]),
  ) as SimulatedProviderDials['games'];
  return { ...context, dials: { ...context.dials, games } };
}
