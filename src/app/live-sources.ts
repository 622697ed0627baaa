import { SPORTS, type Sport } from '../domain/sport.ts';
import { claimLiveLook } from '../odds/collect/live-credits.ts';
import { hostOf } from '../providers/client/provider-api.ts';
import type { LiveSource } from '../seeding/paid-looks.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';
import { type LiveLookCost, liveLookCosts } from './live-look-costs.ts';
import { creditsUsedOf } from './odds-collection.ts';

/** The sources of live scores with how often each may be asked, and with what its looks are paid. */
export function liveSources(app: App, providers: Providers): ReadonlyMap<Sport, readonly LiveSource[]> {
  const of = (sport: Sport): readonly LiveSource[] => {
    const costs = liveLookCosts(app, sport);
    return (providers.scoreSources.get(sport) ?? []).flatMap((source): LiveSource[] => {
      const look = costs.find(({ name }) => name === source.name);
      if (look === undefined) return [];
      const { stepMs, cost } = look;
      const isPaid = cost.counts === 'credits';
      return [{ ...source, stepMs, ...(isPaid ? { takeCredits: payerOf(app, providers, look) } : {}) }];
    });
  };
  return new Map(SPORTS.map((sport) => [sport, of(sport)]));
}

function payerOf(
  app: App,
  providers: Providers,
  { name, provider, cost }: LiveLookCost,
): NonNullable<LiveSource['takeCredits']> {
  const { creditsPerMonth, liveCreditsPerMonth } = app.config.odds;
  const { database, clock } = app;
  const creditsUsed = creditsUsedOf(app, providers);
  const deps = { db: database.db, clock, creditsUsed, creditsPerMonth, liveCreditsPerMonth };
  return ({ sport, runId }) => {
    const api = provider.apis[sport];
    const hosts = api === undefined ? {} : { [sport]: hostOf(api.baseUrl) };
    return claimLiveLook(deps, { source: { name, hosts }, sport, credits: cost.most, runId });
  };
}
