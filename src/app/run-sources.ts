import type { RunSources } from '../monitoring/quota/run-counts.ts';
import type { App } from './app.ts';

/** What an installation knows of those whom runs read: their names, and the version of the API that is asked. */
export function buildRunSources({
  registry,
  parserVersion,
}: Pick<App, 'registry' | 'parserVersion'>): RunSources {
  return {
    at(host) {
      const found = registry.atHost(host);
      if (!found) return undefined;
      return { source: found.provider.definition.name, apiVersion: found.api.version ?? null };
    },
    named(source, sport) {
      const api = registry.providers.find(({ definition: { name } }) => name === source)?.apis[sport];
      return { source, apiVersion: api?.version ?? null };
    },
    parserVersion,
  };
}
