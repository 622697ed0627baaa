import { SPORTS, type Sport } from '../domain/sport.ts';
import type { OddsSource } from '../odds/collect/odds-source.ts';
import { hostOf } from '../providers/client/provider-api.ts';
import type { OddsPort } from '../providers/ports.ts';
import type { App } from './app.ts';
import type { OpenPorts } from './build-adapters.ts';

/** The providers whose odds are collected, with what each can be asked about. */
export function buildOddsSources(
  { registry }: Pick<App, 'registry'>,
  ports: OpenPorts,
): readonly OddsSource[] {
  const asked = SPORTS.flatMap((sport) =>
    registry.sourcesOf('odds', sport).map((provider) => ({ sport, provider })),
  );
  return [...Map.groupBy(asked, ({ provider }) => provider)].map(([provider, rows]): OddsSource => {
    const { name, displayName } = provider.definition;
    const found: Partial<Record<Sport, OddsPort>> = {};
    const hosts: Partial<Record<Sport, string>> = {};
    for (const { sport } of rows) {
      const port = ports.get(name)?.[sport]?.odds;
      const api = provider.apis[sport];
      if (!port || !api) throw new RangeError(`${name} has odds of ${sport}, and opens none`);
      found[sport] = port;
      hosts[sport] = hostOf(api.baseUrl);
    }
    return { name, displayName, hosts, ports: found };
  });
}
