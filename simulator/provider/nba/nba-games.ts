import type { GameRequest } from '../simulated-api.ts';
import { findNbaTeam, nbaTeam } from './nba-teams.ts';

/** A game of the simulated league, before anybody asks how it went. */
export type NbaGame = {
  id: number;
  /** The year in which its season starts. */
  season: number;
  homeTeamId: number;
  awayTeamId: number;
  /** Tip-off as first scheduled, epoch milliseconds UTC. */
  startMs: number;
};

export type NbaGames = {
  add: (requests: readonly GameRequest[]) => readonly number[];
  all: () => readonly NbaGame[];
  byId: (id: number) => NbaGame | undefined;
};

/** The first id that is handed out; the real provider was at 13,748 when the 2023-24 season ended. */
const FIRST_GAME_ID = 14_000;

/** Keeps the games in the order in which they were added; ids follow that order unless a request names one. */
export function createNbaGames(): NbaGames {
  const games = new Map<number, NbaGame>();
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
  const [homeTeam, awayTeam] = [findNbaTeam(home), findNbaTeam(away)];
  if (homeTeam === undefined) throw new RangeError(`"${home}" is not an NBA team`);
  if (awayTeam === undefined) throw new RangeError(`"${away}" is not an NBA team`);
  if (homeTeam === awayTeam) throw new RangeError(`${nbaTeam(homeTeam.id).name} cannot play themselves`);
  return { homeTeamId: homeTeam.id, awayTeamId: awayTeam.id, startMs, id };
}

/** A season belongs to the year in which it starts; July is when one year's business turns into the next. */
function seasonOf(startMs: number): number {
  const start = new Date(startMs);
  return start.getUTCMonth() >= 6 ? start.getUTCFullYear() : start.getUTCFullYear() - 1;
}
