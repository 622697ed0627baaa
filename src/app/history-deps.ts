import type { HistoryDeps } from '../history/history-deps.ts';
import { createUnitLines } from '../seeding/backfill/unit-lines.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';
import { creditsLeft } from './past-credits.ts';
import { pastFileReaders } from './past-file-readers.ts';
import { pastOddsWriter } from './past-odds.ts';
import { pastSources } from './past-sources.ts';

/** What the steps of back-fills of the past work with. */
export function historyDeps(app: App, providers: Providers): HistoryDeps {
  const { clock, logger, database, publisher, ingestService, registry, config } = app;
  return {
    db: database.db,
    clock,
    logger,
    runCalls: providers.usage,
    publish: publisher.tryPublishPending,
    ingestService,
    portsOf: providers.pastPortsOf,
    files: pastFileReaders(app),
    odds: {
      request: { markets: config.odds.markets, regions: config.odds.regions },
      creditsLeft: (name) => creditsLeftAt(app, name),
      write: pastOddsWriter(database.db),
    },
    lines: createUnitLines({
      db: database.db,
      sources: providers.leagueSources,
      adapters: providers.adapters,
      delayMs: config.seeding.delayMs,
      maxRetries: config.seeding.retry.maxRetries,
    }),
  };

  function creditsLeftAt({ database: { db } }: App, name: string): Promise<number | undefined> {
    const source = pastSources(registry).all.find((one) => one.name === name);
    return source
      ? creditsLeft({ db, nowMs: clock.nowMs(), collectionPerMonth: config.odds.creditsPerMonth }, source)
      : Promise.resolve(undefined);
  }
}
