import type { HistoryBackfillsDeps } from '../history/backfill-types.ts';
import { creditsOf } from '../providers/client/limits.ts';
import type { App } from './app.ts';
import { creditsLeft } from './past-credits.ts';
import { pastSources } from './past-sources.ts';

/** What back-fills of the past are planned, begun and steered with, in every process. */
export function historyBackfillsDeps({
  config,
  database: { db },
  publisher,
  clock,
  logger,
  registry,
}: Pick<App, 'config' | 'database' | 'publisher' | 'clock' | 'logger' | 'registry'>): HistoryBackfillsDeps {
  const sources = pastSources(registry);
  const { markets, regions, creditsPerMonth } = config.odds;
  return {
    db,
    clock,
    logger,
    publish: publisher.tryPublishPending,
    sports: config.seeding.sportsEnabled,
    sources,
    creditsOfSnapshot: creditsOf({ markets: markets.length, regions: regions.length, isHistorical: true }),
    creditsLeft(name) {
      const source = sources.all.find((one) => one.name === name);
      return source
        ? creditsLeft({ db, nowMs: clock.nowMs(), collectionPerMonth: creditsPerMonth }, source)
        : Promise.resolve(undefined);
    },
    async readFile(file) {
      const { readPastFile } = await import('./past-files.ts');
      return readPastFile(db, file);
    },
  };
}
