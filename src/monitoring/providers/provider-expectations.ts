import type { Config } from '../../config/config.ts';
import type { Sport } from '../../domain/sport.ts';
import type { ConfiguredProvider, ProviderRegistry } from '../../providers/registry.ts';

type Expecting = { config: Config; registry: ProviderRegistry };

/** Keys without which nothing of some sports can be fetched. */
export type MissingKey = {
  /** The variables that could hold one. */
  variables: readonly string[];
  /** Where one is to be had. */
  pages: readonly string[];
  sports: readonly Sport[];
};

/** The keys that box scores of enabled sports lack; undefined where every sport has a source that takes calls. */
export function missingKey({ config, registry }: Expecting): MissingKey | undefined {
  const { sportsEnabled } = config.seeding;
  const sourcesOf = (sport: Sport) => registry.sourcesOf('box-score', sport);
  const keyless = sportsEnabled.filter(
    (sport) =>
      sourcesOf(sport).length > 0 &&
      sourcesOf(sport).every(({ apis }) => apis[sport]?.credentialProblem !== undefined),
  );
  if (keyless.length === 0) return undefined;
  const terms = [...new Set(keyless.flatMap(sourcesOf))].map(({ definition }) => definition);
  return {
    variables: terms.flatMap(({ keyVariable }) => keyVariable ?? []),
    pages: terms.flatMap(({ keyPage }) => keyPage ?? []),
    sports: keyless,
  };
}

/** What keeps a process from asking its providers, in words with a remedy; undefined when nothing does. */
export function missingKeyProblem(expecting: Expecting): string | undefined {
  const missing = missingKey(expecting);
  return missing && `${missingKeyWords(missing)}, and its tasks are put on hold. ${PUT_KEY}`;
}

const PUT_KEY = 'Put your key into the environment or .env and restart control and workers.';

/** Which keys are missing, and what cannot be fetched without them. */
export function missingKeyWords({ variables, sports }: MissingKey): string {
  return `${variables.join(' or ')} is missing: nothing of ${sports.join(', ')} can be fetched`;
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
