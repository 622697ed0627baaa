import type { Sport } from '../../domain/sport.ts';
import type { ProviderApi } from '../client/provider-api.ts';
import type { QuotaLimits } from '../client/quota-ledger.ts';
import type { ProviderPorts } from '../ports.ts';
import type { ConfiguredProvider, PortDeps, ProviderDefinition } from '../registry.ts';
import { readAccountStatus } from './account.ts';
import { apiSportsApi } from './api-sports-api.ts';
import { createFootballClient } from './football/client.ts';
import { gamesOfBody, onlyGames } from './games-of-body.ts';
import { createFootballSource, createNbaSource, createNflSource } from './league-sources.ts';
import { API_SPORTS_LIMITS, type ApiSportsPlan, limitsOfPlan } from './limits.ts';
import { createNbaClient } from './nba/client.ts';
import { createNflClient } from './nfl/client.ts';

const ALL = ['schedule', 'box-score', 'roster', 'live-score'] as const;

/** API-Sports: one subscription and host for each of football, NBA and American football. */
export const API_SPORTS: ProviderDefinition = {
  name: 'api-sports',
  displayName: 'API-Sports',
  keyVariable: 'API_SPORTS_KEY',
  planVariable: 'API_SPORTS_PLAN',
  keyPage: 'dashboard.api-football.com',
  capabilities: { NBA: ALL, NFL: ALL, FOOTBALL: ALL },
  limits: API_SPORTS_LIMITS,
  bodies: { gamesOfBody, onlyGames },
};

/** What an installation says about API-Sports. */
export type ApiSportsSettings = {
  baseUrls: Readonly<Record<Sport, string>>;
  apiKey: string | undefined;
  plan: ApiSportsPlan;
  /** Limits that override the plan's. */
  limits: Partial<QuotaLimits>;
  /** Longest time for a call. */
  timeoutMs?: number | undefined;
};

export function configureApiSports(settings: ApiSportsSettings): ConfiguredProvider {
  const { baseUrls, apiKey, plan, limits, timeoutMs } = settings;
  const apiOf = (sport: Sport): ProviderApi => apiSportsApi({ baseUrl: baseUrls[sport], apiKey, timeoutMs });
  const apis = { NBA: apiOf('NBA'), NFL: apiOf('NFL'), FOOTBALL: apiOf('FOOTBALL') };
  return {
    definition: API_SPORTS,
    apis,
    plan,
    limits: limitsOfPlan(plan, limits),
    openPorts: (deps) => openPorts(apis, deps),
    readAccount: readAccountStatus,
  };
}

function openPorts(
  apis: Readonly<Record<Sport, ProviderApi>>,
  { pipeline, clock, exchange, freshMs, batchWindowMs }: PortDeps,
): ProviderPorts {
  const shared = (sport: 'NBA' | 'NFL') => ({
    pipeline,
    api: apis[sport],
    clock,
    exchange,
    slateFreshMs: freshMs(sport),
  });
  const nba = createNbaClient(shared('NBA'));
  const nfl = createNflClient(shared('NFL'));
  const football = createFootballClient({
    pipeline,
    api: apis.FOOTBALL,
    clock,
    exchange,
    freshMs: freshMs('FOOTBALL'),
    ...(batchWindowMs === undefined ? {} : { batchWindowMs }),
  });
  const [ofNba, ofNfl, ofFootball] = [
    createNbaSource(nba),
    createNflSource(nfl),
    createFootballSource(football),
  ];
  return {
    NBA: { schedule: ofNba, roster: ofNba, liveScore: nba, boxScore: nba },
    NFL: { schedule: ofNfl, roster: ofNfl, liveScore: nfl, boxScore: nfl },
    FOOTBALL: { schedule: ofFootball, roster: ofFootball, liveScore: football, boxScore: football },
  };
}
