import type { ResultSport } from '../../../src/domain/sport.ts';
import type { GameRequest } from '../simulated-api.ts';
import { findResultTeam, type ResultTeam } from './result-teams.ts';

/** A game of a league without box scores, before anybody asks how it went. */
export type ResultGame = { id: number; season: number; home: ResultTeam; away: ResultTeam; startMs: number };

export type ResultGames = {
  add: (requests: readonly GameRequest[]) => readonly number[];
  all: () => readonly ResultGame[];
};

const FIRST_GAME_ID = 30_000;
const JULY = 6;

/** Keeps the games in the order in which they were added. The same two sides may play twice on a day. */
export function createResultGames(sport: ResultSport): ResultGames {
  const games = new Map<number, ResultGame>();

  function add({ home, away, startMs, id }: GameRequest): number {
    const sides = { home: teamOf(home), away: teamOf(away) };
    if (sides.home === sides.away) throw new RangeError(`${home} cannot play themselves`);
    const known = [...games.values()].find(
      (game) => game.home.id === sides.home.id && game.away.id === sides.away.id && game.startMs === startMs,
    );
    if (known) return known.id;
    const gameId = id ?? Math.max(FIRST_GAME_ID, ...games.keys()) + 1;
    if (games.has(gameId)) throw new RangeError(`game id ${gameId} is taken`);
    games.set(gameId, { id: gameId, season: seasonOf(sport, startMs), ...sides, startMs });
    return gameId;
  }

  function teamOf(spelling: string): ResultTeam {
    const team = findResultTeam(sport, spelling);
    if (!team) throw new RangeError(`"${spelling}" is no team of the ${sport}`);
    return team;
  }

  return { add: (requests) => requests.map(add), all: () => [...games.values()] };
}

/** The MLB plays in a calendar year; a season of the NHL belongs to the year in which it starts. */
function seasonOf(sport: ResultSport, startMs: number): number {
  const start = new Date(startMs);
  const isOfYearBefore = sport === 'NHL' && start.getUTCMonth() < JULY;
  return start.getUTCFullYear() - (isOfYearBefore ? 1 : 0);
}
