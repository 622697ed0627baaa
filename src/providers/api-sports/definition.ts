import type { Sport } from '../../domain/sport.ts';
import type { ProviderApi } from '../client/provider-api.ts';
import type { QuotaLimits } from '../client/quota-ledger.ts';
import type { ConfiguredProvider, ProviderDefinition } from '../registry.ts';
import { readAccountStatus } from './account.ts';
import { apiSportsApi } from './api-sports-api.ts';
import { gamesOfBody, onlyGames } from './games-of-body.ts';
import { API_SPORTS_LIMITS, type ApiSportsPlan, limitsOfPlan } from './limits.ts';

/** The versions that our clients are written for; the first label of each host names them. */
const API_VERSIONS = { NBA: 'v2', NFL: 'v1', FOOTBALL: 'v3' } as const satisfies Partial<
  Record<Sport, string>
>;

/** A sport that API-Sports is asked about. */
export type ApiSportsSport = keyof typeof API_VERSIONS;

const ALL = ['schedule', 'box-score', 'roster', 'live-score', 'history'] as const;

/** A season in one call; two calls a game, or one for twenty matches of football. */
const PAST = { schedule: { by: 'season' }, boxScores: { callsPerGame: 2 } } as const;

/** API-Sports: one subscription and host for each of football, NBA and American football. */
export const API_SPORTS: ProviderDefinition = {
  name: 'api-sports',
  displayName: 'API-Sports',
  keyVariable: 'API_SPORTS_KEY',
  planVariable: 'API_SPORTS_PLAN',
  keyPage: 'dashboard.api-football.com',
  capabilities: { NBA: ALL, NFL: ALL, FOOTBALL: [...ALL, 'officials', 'lineup'] },
  history: { NBA: PAST, NFL: PAST, FOOTBALL: { ...PAST, boxScores: { callsPerGame: 0.05 } } },
  limits: API_SPORTS_LIMITS,
  bodies: { gamesOfBody, onlyGames },
};

/** What an installation says about API-Sports. */
export type ApiSportsSettings = {
  baseUrls: Readonly<Record<ApiSportsSport, string>>;
  apiKey: string | undefined;
  plan: ApiSportsPlan;
  /** Limits that override the plan's. */
  limits: Partial<QuotaLimits>;
  /** Longest time for a call. */
  timeoutMs?: number | undefined;
};

export function configureApiSports(settings: ApiSportsSettings): ConfiguredProvider {
  const { baseUrls, apiKey, plan, limits, timeoutMs } = settings;
  const apiOf = (sport: ApiSportsSport): ProviderApi =>
    apiSportsApi({ baseUrl: baseUrls[sport], apiKey, timeoutMs, version: API_VERSIONS[sport] });
  return {
    definition: API_SPORTS,
    apis: { NBA: apiOf('NBA'), NFL: apiOf('NFL'), FOOTBALL: apiOf('FOOTBALL') },
    plan,
    limits: limitsOfPlan(plan, limits),
    readAccount: readAccountStatus,
  };
}
