import type { Sport } from '../../src/domain/sport.ts';
import { createFootballApi } from './football/football-api.ts';
import { generateFootballSeason } from './football/season-schedule.ts';
import { createNbaApi } from './nba/nba-api.ts';
import { generateNbaSeason } from './nba/season-schedule.ts';
import { createNflApi } from './nfl/nfl-api.ts';
import { generateNflSeason } from './nfl/season-schedule.ts';
import type { GameRequest, SimulatedApi } from './simulated-api.ts';

/** What can be simulated of a sport. */
export type SimulatedSport = {
  createApi: (options: { seed: number }) => SimulatedApi;
  /** A season's games in order of their starts; `season` is the year in which it starts. */
  generateSeason: (options: { seed: number; season: number }) => readonly GameRequest[];
};

/** The sports that can be simulated. */
export const SIMULATED_SPORTS: Readonly<Partial<Record<Sport, SimulatedSport>>> = {
  NBA: { createApi: createNbaApi, generateSeason: generateNbaSeason },
  NFL: { createApi: createNflApi, generateSeason: generateNflSeason },
  FOOTBALL: { createApi: createFootballApi, generateSeason: generateFootballSeason },
};

/** Throws a `RangeError` for a sport that cannot be simulated. */
export function simulatedSport(sport: Sport): SimulatedSport {
  const found = SIMULATED_SPORTS[sport];
  if (!found) throw new RangeError(`${sport} cannot be simulated`);
  return found;
}
