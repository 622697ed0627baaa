import { type UsageRecorder, createUsageRecorder } from '../operations/usage-recorder.ts';
import { openRedis } from '../platform/redis.ts';
import { apiSportsApi } from '../providers/api-sports/api-sports-api.ts';
import { limitsOfPlan } from '../providers/api-sports/limits.ts';
import { createFootballClient } from '../providers/api-sports/football/client.ts';
import { createNbaClient } from '../providers/api-sports/nba/client.ts';
import { createNflClient } from '../providers/api-sports/nfl/client.ts';
import { type BreakerRegistry, createBreakerRegistry } from '../providers/http/breaker-registry.ts';
import { createHttpClient } from '../providers/http/http-client.ts';
import type { QuotaRules } from '../providers/http/quota-book-ledger.ts';
import { createQuotaOpening } from '../providers/http/quota-opening.ts';
import { createProviderPipeline } from '../providers/http/pipeline.ts';
import type { QuotaLedger } from '../providers/http/quota-ledger.ts';
import { createPostgresQuotaLedger } from '../providers/http/quota-ledger-postgres.ts';
import { createRedisQuotaLedger } from '../providers/http/quota-ledger-redis.ts';
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
import { redisTarget } from './open-store.ts';
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
export function buildProviders(app: App): Providers {
  const { config, secrets, database, clock, random, logger } = app;
  const limits = limitsOfPlan(config.provider.plan, config.provider.limits);
  const rules: QuotaRules = {
    limitsFor: () => limits,
    weightOf: (league) => config.provider.leagueWeights[league] ?? 1,
  };
  const target = redisTarget(secrets);
  const redis = target ? openRedis(target, 'producer', logger) : undefined;
  const ledger = redis
    ? createRedisQuotaLedger({
        redis,
        prefix: config.queue.prefix,
        ...rules,
        opening: createQuotaOpening({ pool: database.pool, clock, logger }),
      })
    : createPostgresQuotaLedger({ pool: database.pool, ...rules });
  const breakers = createBreakerRegistry({ clock });
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
      breakers.shutdown();
      redis?.disconnect();
    },
  };
}
