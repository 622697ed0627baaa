import { type UsageRecorder, createUsageRecorder } from '../operations/usage-recorder.ts';
import { apiSportsApi } from '../providers/api-sports/api-sports-api.ts';
import { createFootballClient } from '../providers/api-sports/football/client.ts';
import { createNbaClient } from '../providers/api-sports/nba/client.ts';
import { createNflClient } from '../providers/api-sports/nfl/client.ts';
import type { BreakerRegistry } from '../providers/http/breaker-registry.ts';
import { createHttpClient } from '../providers/http/http-client.ts';
import { createProviderPipeline } from '../providers/http/pipeline.ts';
import type { QuotaLedger } from '../providers/http/quota-ledger.ts';
import type { Sport } from '../domain/sport.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import {
  type LeagueSource,
  createFootballSource,
  createNbaSource,
  createNflSource,
} from '../sports/league-source.ts';
import { createFootballAdapter } from '../sports/football/adapter.ts';
import { createNbaAdapter } from '../sports/nba/adapter.ts';
import { createNflAdapter } from '../sports/nfl/adapter.ts';
import type { App } from './app.ts';
import { buildLimits, type ProviderLimits } from './build-limits.ts';
import { createTeamRecogniser } from './team-recogniser.ts';

/** What a process needs to ask providers. */
export type Providers = {
  ledger: QuotaLedger;
  breakers: BreakerRegistry;
  usage: UsageRecorder;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  /** Schedules and rosters. */
  leagueSources: ReadonlyMap<Sport, LeagueSource>;
  close: () => Promise<void>;
};

/** A slate that is shared among games is at most this old. */
const MAX_SLATE_AGE_MS = 20_000;

/** Wires the provider pipeline and the sports' adapters onto an app. */
export function buildProviders(app: App, limits: ProviderLimits = buildLimits(app)): Providers {
  const { config, secrets, database, clock, random, logger } = app;
  const { ledger, breakers } = limits;
  const httpClient = createHttpClient();
  const usage = createUsageRecorder({ db: database.db, logger });
  const pipeline = createProviderPipeline({
    httpClient,
    ledger,
    breakers,
    clock,
    random,
    logger,
    onCall: usage.record,
  });
  const nba = createNbaClient({
    pipeline,
    api: apiSportsApi({ baseUrl: config.provider.baseUrls.NBA, apiKey: secrets.apiSportsKey }),
    clock,
    slateFreshMs: Math.min(MAX_SLATE_AGE_MS, config.seeding.notFinalStepMs.NBA / 2),
  });
  const nfl = createNflClient({
    pipeline,
    api: apiSportsApi({ baseUrl: config.provider.baseUrls.NFL, apiKey: secrets.apiSportsKey }),
    clock,
    slateFreshMs: Math.min(MAX_SLATE_AGE_MS, config.seeding.notFinalStepMs.NFL / 2),
  });
  const football = createFootballClient({
    pipeline,
    api: apiSportsApi({ baseUrl: config.provider.baseUrls.FOOTBALL, apiKey: secrets.apiSportsKey }),
    clock,
    freshMs: Math.min(MAX_SLATE_AGE_MS, config.seeding.notFinalStepMs.FOOTBALL / 2),
  });
  const footballTeams = createTeamRecogniser({ db: database.db, sport: 'FOOTBALL', clock });
  return {
    ledger,
    breakers,
    usage,
    adapters: new Map<Sport, SportAdapter>([
      ['NBA', createNbaAdapter(nba)],
      ['NFL', createNflAdapter(nfl)],
      ['FOOTBALL', createFootballAdapter({ client: football, teamsOf: footballTeams })],
    ]),
    leagueSources: new Map<Sport, LeagueSource>([
      ['NBA', createNbaSource(nba)],
      ['NFL', createNflSource(nfl)],
      ['FOOTBALL', createFootballSource(football)],
    ]),
    async close() {
      await usage.close();
      await httpClient.close();
      limits.close();
    },
  };
}
