import type { PROVIDER_NAMES } from '../../src/config/provider-names.ts';
import type { Sport } from '../../src/domain/sport.ts';
import { ESPN_SIMULATED } from './espn/espn-sports.ts';
import { createFootballApi } from './football/football-api.ts';
import { generateFootballSeason } from './football/season-schedule.ts';
import {
  createGoalserveNbaApi,
  createGoalserveNflApi,
  goalserveSettings,
} from './goalserve/goalserve-api.ts';
import { createNbaApi } from './nba/nba-api.ts';
import { generateNbaSeason } from './nba/season-schedule.ts';
import { createNflApi } from './nfl/nfl-api.ts';
import { generateNflSeason } from './nfl/season-schedule.ts';
import { createNbaStatsApi, nbaStatsSettings } from './nba-stats/nba-stats-api.ts';
import type { SimulatedSport } from './simulated-api.ts';
import { createOddsApi } from './the-odds-api/odds-api.ts';

type ProviderName = (typeof PROVIDER_NAMES)[number];
type SportsOfProvider = Readonly<Partial<Record<Sport, SimulatedSport>>>;

const NBA_EXAMPLE: SimulatedSport['example'] = {
  league: 'NBA',
  pairs: [
    ['LAL', 'GSW'],
    ['BOS', 'MIA'],
  ],
};

const NFL_EXAMPLE: SimulatedSport['example'] = {
  league: 'NFL',
  pairs: [
    ['JAX', 'LV'],
    ['KC', 'BUF'],
  ],
};

const API_SPORTS = {
  NBA: {
    createApi: createNbaApi,
    generateSeason: generateNbaSeason,
    example: NBA_EXAMPLE,
    settings: atApiSports('NBA'),
  },
  NFL: {
    createApi: createNflApi,
    generateSeason: generateNflSeason,
    example: NFL_EXAMPLE,
    settings: atApiSports('NFL'),
  },
  FOOTBALL: {
    createApi: createFootballApi,
    generateSeason: generateFootballSeason,
    example: {
      league: 'Premier League',
      pairs: [
        ['Chelsea', 'Arsenal'],
        ['Everton', 'Fulham'],
      ],
    },
    settings: atApiSports('FOOTBALL'),
  },
} as const satisfies SportsOfProvider;

const THE_ODDS_API: SportsOfProvider = {
  NBA: {
    createApi: createOddsApi('NBA'),
    generateSeason: generateNbaSeason,
    example: API_SPORTS.NBA.example,
    settings: atTheOddsApi,
  },
  NFL: {
    createApi: createOddsApi('NFL'),
    generateSeason: generateNflSeason,
    example: API_SPORTS.NFL.example,
    settings: atTheOddsApi,
  },
  NHL: {
    createApi: createOddsApi('NHL'),
    generateSeason: ESPN_SIMULATED.NHL.generateSeason,
    example: ESPN_SIMULATED.NHL.example,
    settings: atTheOddsApi,
  },
  MLB: {
    createApi: createOddsApi('MLB'),
    generateSeason: ESPN_SIMULATED.MLB.generateSeason,
    example: ESPN_SIMULATED.MLB.example,
    settings: atTheOddsApi,
  },
  // It has odds alone, and what is over is not on offer.
  FOOTBALL: {
    createApi: createOddsApi('FOOTBALL'),
    generateSeason: generateFootballSeason,
    example: { ...API_SPORTS.FOOTBALL.example, startsInHours: 8 },
    settings: atTheOddsApi,
  },
};

/** The simulated servers: each provider of this version has one for every sport that it serves. */
export const SIMULATED_PROVIDERS: Readonly<Record<ProviderName, SportsOfProvider>> = {
  'api-sports': API_SPORTS,
  'nba-stats': {
    NBA: {
      createApi: createNbaStatsApi,
      generateSeason: generateNbaSeason,
      example: NBA_EXAMPLE,
      settings: nbaStatsSettings,
    },
  },
  espn: ESPN_SIMULATED,
  'the-odds-api': THE_ODDS_API,
  goalserve: {
    NBA: {
      createApi: createGoalserveNbaApi,
      generateSeason: generateNbaSeason,
      example: NBA_EXAMPLE,
      settings: goalserveSettings,
      hasDaysOnly: true,
    },
    NFL: {
      createApi: createGoalserveNflApi,
      generateSeason: generateNflSeason,
      example: NFL_EXAMPLE,
      settings: goalserveSettings,
    },
  },
};

/** A sport at a provider, or at the first that has it. Throws a `RangeError` where it cannot be simulated. */
export function simulatedSport(sport: Sport, provider?: string): SimulatedSport {
  const able = Object.entries(SIMULATED_PROVIDERS).filter(([name]) => name === (provider ?? name));
  const found = able.map(([, sports]) => sports[sport]).find((one) => one !== undefined);
  if (!found) throw new RangeError(`${sport}${provider ? ` at ${provider}` : ''} cannot be simulated`);
  return found;
}

function atTheOddsApi({ url, key }: { url: string; key: string }): Record<string, string> {
  return { THE_ODDS_API_URL: url, THE_ODDS_API_KEY: key };
}

function atApiSports(sport: Sport): SimulatedSport['settings'] {
  return ({ url, key }) => ({ [`API_SPORTS_${sport}_URL`]: url, API_SPORTS_KEY: key });
}
