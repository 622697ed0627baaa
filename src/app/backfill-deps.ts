import type { BackfillDeps } from '../seeding/backfill/read-season.ts';
import type { App } from './app.ts';
import type { Providers } from './build-providers.ts';

/** What the steps of back-fills work with. */
export function backfillDeps(app: App, providers: Providers): BackfillDeps {
  const { config, clock, logger, database, publisher } = app;
  return {
    db: database.db,
    sources: providers.leagueSources,
    adapters: providers.adapters,
    publish: publisher.tryPublishPending,
    delayMs: config.seeding.delayMs,
    maxRetries: config.seeding.retry.maxRetries,
    runCalls: providers.usage,
    clock,
    logger,
  };
}
