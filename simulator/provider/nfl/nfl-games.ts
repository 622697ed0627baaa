import type { GameRequest } from '../simulated-api.ts';
import { findNflTeam, nflTeam } from './nfl-teams.ts';

/** A game of the simulated league, before anybody asks how it went. */
export type NflGame = {
  id: number;
  /** The year in which its season starts. */
  season: number;
  homeTeamId: number;
  awayTeamId: number;
  /** Kick-off as first scheduled, epoch milliseconds UTC. */
  startMs: number;
};

export type NflGames = {
  add: (requests: readonly GameRequest[]) => readonly number[];
  all: () => readonly NflGame[];
  byId: (id: number) => NflGame | undefined;
};

/** The first id that is handed out; the real provider was at 13,146 in August 2024. */
const FIRST_GAME_ID = 18_000;

/** Keeps the games in the order in which they were added; ids follow that order unless a request names one. */
export function createNflGames(): NflGames {
  const games = new Map<number, NflGame>();
  const idByPlace = new Map<string, number>();
  let nextId = FIRST_GAME_ID;

  function add({ homeTeamId, awayTeamId, startMs, id }: ResolvedRequest): number {
    const place = `${homeTeamId}|${awayTeamId}|${startMs}`;
    const known = idByPlace.get(place);
    if (known !== undefined) return known;
    while (games.has(nextId)) nextId += 1;
    const gameId = id ?? nextId;
    if (games.has(gameId)) throw new RangeError(`game id ${gameId} is taken`);
    games.set(gameId, { id: gameId, season: seasonOf(startMs), homeTeamId, awayTeamId, startMs });
    idByPlace.set(place, gameId);
    return gameId;
  }

  return {
    add: (requests) => requests.map(resolve).map(add),
    all: () => [...games.values()],
    byId: (id) => games.get(id),
  };
}

type ResolvedRequest = { homeTeamId: number; awayTeamId: number; startMs: number; id: number | undefined };

function resolve({ home, away, startMs, id }: GameRequest): ResolvedRequest {
  const [homeTeamId, awayTeamId] = [teamIdOf(home), teamIdOf(away)];
  if (homeTeamId === awayTeamId) throw new RangeError(`${nflTeam(homeTeamId).name} cannot play themselves`);
  return { homeTeamId, awayTeamId, startMs, id };
}

function teamIdOf(spelling: string): number {
  const team = findNflTeam(spelling);
  if (team === undefined) throw new RangeError(`"${spelling}" is not an NFL team`);
  return team.id;
}

/** A season belongs to the year in which it starts; it ends in February. */
function seasonOf(startMs: number): number {
  const start = new Date(startMs);
  return start.getUTCMonth() >= 6 ? start.getUTCFullYear() : start.getUTCFullYear() - 1;
}
