import type { Config } from '../../config/config.ts';
import type { Sport } from '../../domain/sport.ts';
import type { ConfiguredProvider, ProviderRegistry } from '../../providers/registry.ts';

type Expecting = { config: Config; registry: ProviderRegistry };

/**
 * What keeps a process from asking its providers, in words with a remedy; undefined when nothing does.
 * A key is needed wherever a sport is enabled.
 */
export function missingKeyProblem({ config, registry }: Expecting): string | undefined {
  const { sportsEnabled } = config.seeding;
  const sourcesOf = (sport: Sport) => registry.sourcesOf('box-score', sport);
  const keyless = sportsEnabled.filter(
    (sport) =>
      sourcesOf(sport).length > 0 &&
      sourcesOf(sport).every(({ apis }) => apis[sport]?.credentialProblem !== undefined),
  );
  if (keyless.length === 0) return undefined;
  const variables = new Set(
    keyless.flatMap(sourcesOf).flatMap(({ definition }) => definition.keyVariable ?? []),
  );
  return (
    `${[...variables].join(' or ')} is missing: nothing of ${keyless.join(', ')} can be fetched, and its tasks are put ` +
    'on hold. Put your key into the environment or .env and restart control and workers.'
  );
}

/** What an account is expected to be, who is asked, and what this process lacks to ask: as the readers of provider states take it. */
export function providerExpectations({ config, registry }: Expecting) {
  const { definition: terms, plan = '', limits } = mainSource(registry);
  return {
    terms,
    hosts: registry.hosts,
    configured: { plan, perDay: limits.perDay },
    sportsEnabled: config.seeding.sportsEnabled,
    strategy: config.seeding.strategy,
    keyProblem: missingKeyProblem({ config, registry }),
    downAfterMs: config.alerts.providerDownMs,
  };
}

/** The provider that box scores come from first. */
function mainSource({ providers }: ProviderRegistry): ConfiguredProvider {
  const [first] = providers;
  if (!first) throw new RangeError('there is no provider');
  return first;
}
