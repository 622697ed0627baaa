import type { App } from '../../src/app/app.ts';
import type { Providers } from '../../src/app/build-providers.ts';
import type { Delivery, DeliveryOutcome } from '../../src/jobs/store.ts';
import { createSweepStep } from '../../src/seeding/sweep/sweep-step.ts';
import type { ActiveRuns } from '../run-registry.ts';
import { whileRunning } from './while-running.ts';

/** Steps made in one delivery, so that other chores get their turn. */
const STEPS_PER_DELIVERY = 5;

/**
 * Handles the job that moves sweeps over a season on. What a sweep has done and when it goes on stands in PostgreSQL;
 * so a delivery is always done, and none is lost with the queue.
 */
export function createSweepHandler({
  app,
  providers,
  runs,
}: {
  app: App;
  providers: Providers;
  runs: ActiveRuns;
}): (delivery: Delivery) => Promise<DeliveryOutcome> {
  const { config, database, clock, logger, publisher } = app;
  const sweepStep = createSweepStep({
    db: database.db,
    sources: providers.leagueSources,
    adapters: providers.adapters,
    publish: publisher.tryPublishPending,
    delayMs: config.seeding.delayMs,
    maxRetries: config.seeding.retry.maxRetries,
    runCalls: providers.usage,
    clock,
    logger,
  });
  return (delivery) =>
    whileRunning(runs, delivery, async (signal) => {
      const notes: string[] = [];
      while (notes.length < STEPS_PER_DELIVERY && !signal.aborted) {
        const note = await sweepStep(signal);
        if (note === undefined) break;
        notes.push(note);
      }
      return notes.length === 0 ? 'no sweep is due' : notes.join('; ');
    });
}
