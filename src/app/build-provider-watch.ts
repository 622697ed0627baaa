import type { Sport } from '../domain/sport.ts';
import type { RunJob } from '../jobs/schedules/recurrent-job.ts';
import { providerExpectations } from '../monitoring/providers/provider-expectations.ts';
import { type ProviderWatch, createProviderWatch } from '../monitoring/providers/provider-watch.ts';
import { readCallsPerGame } from '../monitoring/quota/forecast-costs.ts';
import { createForecastReader, type ForecastReader } from '../monitoring/quota/forecast-reader.ts';
import { remembered } from '../platform/remembered.ts';
import type { Service } from '../platform/service.ts';
import type { ProviderHost } from '../providers/registry.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';
import { releaseHolds } from './release-holds.ts';

/** What a game costs is measured over two weeks: it hardly changes from one look to the next. */
const COSTS_FRESH_MS = 60_000;

type Parts = Pick<Providers, 'ledger' | 'readAccount'>;

/**
 * What each process does about the providers of the enabled sports when it starts: it says at once and loudly when
 * the key is missing, and reads the accounts where nobody has just done so.
 */
export function buildProviderStart(app: App, providers: Parts): Service {
  const { keyProblem } = providerExpectations(app);
  return {
    name: 'provider-accounts',
    async start() {
      if (keyProblem !== undefined) app.logger.warn(keyProblem);
      await buildWatch(app, providers).readAtStart();
    },
    stop: async () => undefined,
  };
}

/** The work of `watch-providers`, of whichever process. */
export function providerWatchWork(app: App, providers: Parts): RunJob {
  const watch = buildWatch(app, providers);
  return async ({ signal }) => {
    const released = await watch.look(signal);
    return { note: released === 0 ? 'every provider was looked at' : `${released} games go on` };
  };
}

function buildWatch(app: App, providers: Parts): ProviderWatch {
  const { config, registry, database, clock, logger } = app;
  const { db } = database;
  const readCosts = (): Promise<Record<Sport, number>> => readCallsPerGame(db, config.seeding.strategy);
  const callsPerGame = remembered(readCosts, { clock, freshMs: COSTS_FRESH_MS });
  const forecast = createForecastReader({ db, config, registry, callsPerGame });
  return createProviderWatch({
    db,
    ledger: providers.ledger,
    hosts: hostsOf(app),
    readAccount: providers.readAccount,
    noteDemand: () => noteDemand(app, providers, forecast),
    releaseHolds: (snapshots) => releaseHolds({ ...app, callsPerGame }, snapshots),
    clock,
    logger,
  });
}

/** Tells the ledger what each league still needs today, so that none lives at the cost of another. */
async function noteDemand(
  app: App,
  { ledger }: Pick<Providers, 'ledger'>,
  forecast: Pick<ForecastReader, 'demands'>,
): Promise<void> {
  const demands = await forecast.demands();
  for (const { host, leads } of hostsOf(app)) {
    const demand = demands.get(host);
    if (leads.length > 0 && demand) await ledger.noteDemand(host, demand);
  }
}

/** Hosts that serve any enabled sport. */
function hostsOf({ config, registry }: Pick<App, 'config' | 'registry'>): readonly ProviderHost[] {
  const { sportsEnabled } = config.seeding;
  return registry.hosts.filter(({ sports }) => sports.some((sport) => sportsEnabled.includes(sport)));
}
