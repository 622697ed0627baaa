import type { HistoryFacts } from '../history.ts';
import type { ConfiguredProvider, ProviderDefinition } from '../registry.ts';
import { espnApi } from './espn-api.ts';
import { gamesOfBody, onlyGames } from './games-of-body.ts';
import { type EspnSport, espnLeagueNames } from './espn-leagues.ts';
import { ESPN_LIMITS, espnLimits } from './limits.ts';

/** A scoreboard for each day. */
function pastOf(sport: EspnSport): HistoryFacts {
  return { schedule: { by: 'day' }, leagues: espnLeagueNames(sport) };
}

/** A summary for each game beside it. */
function pastWithBoxScores(sport: EspnSport): HistoryFacts {
  return { ...pastOf(sport), boxScores: { callsPerGame: 1 } };
}

/** ESPN's public site API. */
const ESPN: ProviderDefinition = {
  name: 'espn',
  displayName: 'ESPN',
  capabilities: {
    NBA: [
      'schedule',
      'box-score',
      'live-score',
      'odds',
      'injuries',
      'standings',
      'officials',
      'lineup',
      'history',
    ],
    NFL: ['schedule', 'box-score', 'live-score', 'odds', 'injuries', 'standings', 'officials', 'history'],
    FOOTBALL: [
      'schedule',
      'box-score',
      'live-score',
      'odds',
      'injuries',
      'standings',
      'officials',
      'lineup',
      'history',
    ],
    NHL: ['schedule', 'live-score', 'odds', 'history'],
    MLB: ['schedule', 'live-score', 'odds', 'history'],
  },
  history: {
    NBA: pastWithBoxScores('NBA'),
    NFL: pastWithBoxScores('NFL'),
    FOOTBALL: pastWithBoxScores('FOOTBALL'),
    NHL: pastOf('NHL'),
    MLB: pastOf('MLB'),
  },
  limits: ESPN_LIMITS,
  bodies: { gamesOfBody, onlyGames },
};

/** What an installation says about ESPN. */
export type EspnSettings = {
  isEnabled: boolean;
  baseUrl: string;
  /** Longest time for a call. */
  timeoutMs?: number | undefined;
};

/** ESPN as this installation uses it: one host for all sports, off until it is switched on. */
export function configureEspn({ isEnabled, baseUrl, timeoutMs }: EspnSettings): ConfiguredProvider {
  const api = espnApi({ baseUrl, timeoutMs });
  return {
    definition: ESPN,
    apis: { NBA: api, NFL: api, FOOTBALL: api, NHL: api, MLB: api },
    ...(isEnabled ? {} : { offBecause: 'ESPN_ENABLED is not true' }),
    limits: espnLimits(),
  };
}
