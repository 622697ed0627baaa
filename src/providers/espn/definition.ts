import type { HistoryFacts } from '../history.ts';
import type { ConfiguredProvider, ProviderDefinition } from '../registry.ts';
import { espnApi } from './espn-api.ts';
import { gamesOfBody, onlyGames } from './games-of-body.ts';
import { type EspnSport, espnLeagueNames } from './espn-leagues.ts';
import { ESPN_LIMITS, espnLimits } from './limits.ts';

/** A scoreboard for each day, a summary for each game. */
function pastOf(sport: EspnSport): HistoryFacts {
  return { schedule: { by: 'day' }, boxScores: { callsPerGame: 1 }, leagues: espnLeagueNames(sport) };
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
  },
  history: { NBA: pastOf('NBA'), NFL: pastOf('NFL'), FOOTBALL: pastOf('FOOTBALL') },
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
    apis: { NBA: api, NFL: api, FOOTBALL: api },
    ...(isEnabled ? {} : { offBecause: 'ESPN_ENABLED is not true' }),
    limits: espnLimits(),
  };
}
