import type { GameRequest } from '../simulated-api.ts';
import { findClubs } from './clubs.ts';

/** A match of the simulated leagues, before anybody asks how it went. */
export type Match = {
  id: number;
  leagueId: number;
  /** The year in which its season starts. */
  season: number;
  homeId: number;
  awayId: number;
  /** Kick-off as first scheduled, epoch milliseconds UTC. */
  startMs: number;
  /** It goes on until somebody has won. */
  isKnockout: boolean;
  /** Matchday: how many matches its sides have in the league's season up to this one. */
  round: number;
};

export type Matches = {
  add: (requests: readonly GameRequest[]) => readonly number[];
  all: () => readonly Match[];
  byId: (id: number) => Match | undefined;
};

/** The first id that is handed out; the real provider was at 1,378,040 in January 2026. */
const FIRST_MATCH_ID = 1_400_000;

/** MLS plays within a calendar year. */
const MLS_ID = 253;

/** Keeps the matches in the order in which they were added; ids follow that order unless a request names one. */
export function createMatches(): Matches {
  const matches = new Map<number, Match>();
  const idByPlace = new Map<string, number>();
  const played = new Map<string, number>();
  let nextId = FIRST_MATCH_ID;

  function add({ home, away, startMs, id, isKnockout = false }: GameRequest): number {
    const clubs = findClubs(home, away);
    const place = `${clubs.home.id}|${clubs.away.id}|${startMs}`;
    const known = idByPlace.get(place);
    if (known !== undefined) return known;
    while (matches.has(nextId)) nextId += 1;
    const matchId = id ?? nextId;
    if (matches.has(matchId)) throw new RangeError(`match id ${matchId} is taken`);
    const { leagueId } = clubs.home;
    const season = seasonOf(leagueId, startMs);
    const sides = [clubs.home.id, clubs.away.id].map((clubId) => `${leagueId}|${season}|${clubId}`);
    const round = 1 + Math.max(...sides.map((side) => played.get(side) ?? 0));
    for (const side of sides) played.set(side, round);
    matches.set(matchId, {
      id: matchId,
      leagueId,
      season,
      round,
      homeId: clubs.home.id,
      awayId: clubs.away.id,
      startMs,
      isKnockout,
    });
    idByPlace.set(place, matchId);
    return matchId;
  }

  return {
    add: (requests) => requests.map(add),
    all: () => [...matches.values()],
    byId: (id) => matches.get(id),
  };
}

/** A season belongs to the year in which it starts; in Europe July turns one into the next. */
function seasonOf(leagueId: number, startMs: number): number {
  const start = new Date(startMs);
  const year = start.getUTCFullYear();
  return leagueId === MLS_ID || start.getUTCMonth() >= 6 ? year : year - 1;
}
