import { ledgerLimits, windowsOf } from '../client/limits.ts';
import type { ConfiguredProvider, ProviderDefinition } from '../registry.ts';
import { gamesOfBody } from './games-of-body.ts';
import { goalserveApi } from './goalserve-api.ts';
import { GOALSERVE_LIMITS } from './limits.ts';

/** Goalserve: feeds of schedules, scores with box scores, and prices. */
const DEFINITION: ProviderDefinition = {
  name: 'goalserve',
  displayName: 'Goalserve',
  keyVariable: 'GOALSERVE_API_KEY',
  keyPage: 'www.goalserve.com',
  capabilities: { NBA: ['schedule', 'box-score', 'live-score', 'odds', 'history'], NFL: ['schedule'] },
  // One call has the results of a day; since when, customers say (2010).
  history: { NBA: { schedule: { by: 'day' }, boxScores: { callsPerGame: 0.2 } } },
  limits: GOALSERVE_LIMITS,
  bodies: { gamesOfBody, onlyGames: (response) => response },
};

/** What an installation says about Goalserve. */
export type GoalserveSettings = { baseUrl: string; apiKey: string | undefined; timeoutMs: number };

export function configureGoalserve(settings: GoalserveSettings): ConfiguredProvider {
  const api = goalserveApi(settings);
  return {
    definition: DEFINITION,
    apis: { NBA: api, NFL: api },
    ...(settings.apiKey ? {} : { offBecause: 'GOALSERVE_API_KEY is not set' }),
    limits: ledgerLimits(windowsOf(GOALSERVE_LIMITS.only)),
  };
}
