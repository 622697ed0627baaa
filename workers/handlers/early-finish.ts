import { createEarlyFinish } from '../../src/seeding/early-finish.ts';
import type { Handler, HandlerOptions } from './handlers.ts';
import { whileRunning } from './while-running.ts';

/** Handles the job that looks for games that are over before their window opens. */
export function createEarlyFinishHandler({ app, providers, runs }: HandlerOptions): Handler {
  const { config, clock, database, logger, publisher, store } = app;
  const lookForFinals = createEarlyFinish({
    db: database.db,
    adapters: providers.adapters,
    stepMs: config.seeding.notFinalStepMs,
    publish: publisher.tryPublishPending,
    store,
    runCalls: providers.usage,
    clock,
    logger,
  });
  return (delivery) =>
    whileRunning(runs, delivery, async (signal) => {
      const { brought } = await lookForFinals(signal);
      return `${brought} games brought forward`;
    });
}
