import { weighLeagues } from '../../reference/leagues/league-weights.ts';
import { loadLeagues } from '../../reference/leagues/load-leagues.ts';
import { refusedKey } from '../facts/refused-key.ts';
import { openDifferences } from '../facts/source-differences.ts';
import type { Check } from './check.ts';
import { judgeDifferences } from './judge-differences.ts';
import { judgeSources } from './judge-sources.ts';
import { hasKey } from '../../providers/registry.ts';
import { missingKey } from '../providers/provider-expectations.ts';
import { judgeForecast, judgeKey, judgeQuota, judgeWeights } from './judge-providers.ts';

/** Keys and quotas of providers, today and in the coming days. */
export const PROVIDER_CHECKS: readonly Check[] = [
  [
    'api key',
    async (deps) => {
      const { registry, terms, look } = deps;
      const main = registry.named(terms.name);
      const key = { keyVariable: terms.keyVariable, isSet: main !== undefined && hasKey(main) };
      return judgeKey(missingKey(deps), key, (await look.ask(refusedKey)).tasks);
    },
  ],
  ['providers', async ({ registry }) => judgeSources(registry.providers)],
  [
    'quota',
    async ({ providerStatus, keyProblem }) =>
      (await providerStatus()).flatMap((status) => judgeQuota(status, keyProblem)),
  ],
  [
    'league weights',
    async ({ config, database }) =>
      judgeWeights(weighLeagues(await loadLeagues(database.db), config.provider.leagueWeights)),
  ],
  ['sources', async ({ look }) => judgeDifferences(await look.ask(openDifferences))],
  ['quota ahead', async ({ forecast, terms }) => judgeForecast((await forecast?.()) ?? [], terms)],
];
