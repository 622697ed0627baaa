import { createPayloadRecorder } from '../archive/recorder.ts';
import { type UsageRecorder, createUsageRecorder } from '../monitoring/quota/usage-recorder.ts';
import { type AccountStatus, readAccountStatus } from '../providers/api-sports/account.ts';
import { apiSportsApi } from '../providers/api-sports/api-sports-api.ts';
import { hostOf } from '../providers/client/provider-api.ts';
import type { BreakerRegistry } from '../providers/client/breaker-registry.ts';
import { createPostgresExchange } from '../providers/client/answer-exchange-postgres.ts';
import { createHttpClient } from '../providers/client/http-client.ts';
import { keepBodies } from '../providers/client/kept-bodies.ts';
import { createProviderPipeline } from '../providers/client/pipeline.ts';
import type { QuotaLedger } from '../providers/client/quota-ledger.ts';
import { SPORTS, type Sport } from '../domain/sport.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import {
  type LeagueSource,
  createFootballSource,
  createNbaSource,
  createNflSource,
} from '../sports/league-source.ts';
import type { App } from './app.ts';
import { buildAdapters, buildClients } from './build-clients.ts';
import { buildLimits, type ProviderLimits } from './build-limits.ts';

/** What a process needs to ask providers. */
export type Providers = {
  ledger: QuotaLedger;
  breakers: BreakerRegistry;
  usage: UsageRecorder;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  /** Schedules and rosters. */
  leagueSources: ReadonlyMap<Sport, LeagueSource>;
  /**
   * Reads a host's account page, which costs no call, and enters its count in the ledger. Rejects with
   * ProviderError.
   */
  readAccount: (host: string, signal: AbortSignal) => Promise<AccountStatus>;
  close: () => Promise<void>;
};

/** Wires the provider pipeline and the sports' adapters onto an app. */
export function buildProviders(app: App, limits: ProviderLimits = buildLimits(app)): Providers {
  const { config, secrets, database, clock, random, logger, tracer } = app;
  const { ledger, breakers } = limits;
  const httpClient = createHttpClient();
  const usage = createUsageRecorder({ db: database.db, logger });
  const payloads = createPayloadRecorder({ db: database.db, clock, logger });
  const calling = createProviderPipeline({
    httpClient,
    ledger,
    breakers,
    clock,
    random,
    logger,
    onCall: usage.record,
    onRefusedBody: payloads.record,
    tracer,
  });
  const pipeline = keepBodies(calling, payloads.record);
  const exchange = createPostgresExchange({ pool: database.pool, clock });
  const clients = buildClients(app, pipeline, { exchange });
  return {
    ledger,
    breakers,
    usage,
    adapters: buildAdapters(app, clients, { sharesCalls: true }),
    leagueSources: new Map<Sport, LeagueSource>([
      ['NBA', createNbaSource(clients.nba)],
      ['NFL', createNflSource(clients.nfl)],
      ['FOOTBALL', createFootballSource(clients.football)],
    ]),
    async readAccount(host, signal) {
      const sport = SPORTS.find((one) => hostOf(config.provider.baseUrls[one]) === host);
      if (!sport) throw new Error(`there is no provider at ${host}`);
      const api = apiSportsApi({ baseUrl: config.provider.baseUrls[sport], apiKey: secrets.apiSportsKey });
      return readAccountStatus({ pipeline: calling, ledger, api }, { signal, priority: 'manual' });
    },
    async close() {
      await usage.close();
      await payloads.close();
      await httpClient.close();
      limits.close();
    },
  };
}
