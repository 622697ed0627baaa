import type { CollectionDeps } from '../odds/collect/plan-sources.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';

/** What the collection of odds works with. */
export function oddsCollection(app: App, { oddsSources, ledger, usage }: Providers): CollectionDeps {
  const { config, database, clock, logger } = app;
  const { markets, regions, leagues, creditsPerMonth, eventLooks } = config.odds;
  return {
    db: database.db,
    clock,
    logger,
    runCalls: usage,
    sources: oddsSources,
    async creditsUsed({ hosts }) {
      const [host] = Object.values(hosts);
      const { more = [] } = host === undefined ? {} : await ledger.snapshot(host);
      const month = more.find(
        ({ window: { counts, span } }) =>
          counts === 'credits' && 'calendar' in span && span.calendar === 'month',
      );
      return month && { used: month.used, most: month.window.most };
    },
    sports: config.seeding.sportsEnabled,
    leagueNames: leagues,
    request: { markets, regions },
    creditsPerMonth,
    eventLooks,
  };
}
