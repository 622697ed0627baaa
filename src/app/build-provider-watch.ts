import { providerExpectations } from '../monitoring/providers/provider-expectations.ts';
import { type ProviderWatchOptions, createProviderWatch } from '../monitoring/providers/provider-watch.ts';
import type { Service } from '../platform/service.ts';
import { hostOf } from '../providers/client/provider-api.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';

/** The watch over the providers of the enabled sports; says at once and loudly when the key is missing. */
export function buildProviderWatch(
  app: App,
  providers: Pick<Providers, 'ledger' | 'readAccount'>,
  chores: Pick<ProviderWatchOptions, 'noteDemand' | 'releaseHolds'> = {},
): Service {
  const { config, registry, database, clock, logger } = app;
  const { configured, keyProblem, terms } = providerExpectations(app);
  const watch = createProviderWatch({
    db: database.db,
    ledger: providers.ledger,
    hosts: [...new Set(config.seeding.sportsEnabled.map((sport) => hostOf(config.provider.baseUrls[sport])))],
    readAccount: registry.canAsk ? providers.readAccount : undefined,
    ...chores,
    configured,
    terms,
    clock,
    logger,
  });
  return {
    ...watch,
    start() {
      if (keyProblem !== undefined) logger.warn(keyProblem);
      return watch.start();
    },
  };
}
