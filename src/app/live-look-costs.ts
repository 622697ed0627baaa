import type { Sport } from '../domain/sport.ts';
import { type LookCost, lookCost } from '../providers/look-cost.ts';
import type { ConfiguredProvider } from '../providers/registry.ts';
import { liveStepMs } from '../seeding/live-steps.ts';
import type { App } from './app.ts';

/** What looks at games under way cost at a source, and so how often they come. */
export type LiveLookCost = { name: string; provider: ConfiguredProvider; cost: LookCost; stepMs: number };

/** Of each source of live scores of a sport, in the order in which they are asked. */
export function liveLookCosts(
  { config, registry }: Pick<App, 'config' | 'registry'>,
  sport: Sport,
): readonly LiveLookCost[] {
  return registry.sourcesOf('live-score', sport).map((provider) => {
    const cost = lookCost(provider.definition, provider.plan, 'live-score');
    const { name } = provider.definition;
    return { name, provider, cost, stepMs: liveStepMs(config.seeding, sport, cost) };
  });
}
