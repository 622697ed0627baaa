import type { BoxScoreSport } from '../src/domain/sport.ts';
import type { GameRequest } from '../simulator/provider/simulated-api.ts';

/** What seeding everybody every day would cost: one call for each team and each player, on each day. */
export type BlanketSweep = { teams: number; players: number; days: number; calls: number };

/** Members of a team: 15 contracts in the NBA, 53 in the NFL; squads of 25, as the European leagues register them. */
const ROSTER_SIZE: Record<BoxScoreSport, number> = { NBA: 15, NFL: 53, FOOTBALL: 25 };

/**
 * The daily sweep over teams and players, on the days that have a game, which is less than every day of the season.
 * For the NBA that is 480 calls a day.
 */
export function blanketSweep(sport: BoxScoreSport, games: readonly GameRequest[]): BlanketSweep {
  const teams = new Set(games.flatMap(({ home, away }) => [home, away])).size;
  const players = teams * ROSTER_SIZE[sport];
  const days = new Set(games.map(({ startMs }) => new Date(startMs).toISOString().slice(0, 10))).size;
  return { teams, players, days, calls: (teams + players) * days };
}
