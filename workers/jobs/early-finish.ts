import type { RunJob } from '../../src/jobs/schedules/recurrent-job.ts';
import { createEarlyFinish } from '../../src/seeding/early-finish.ts';
import { whileRunning } from './while-running.ts';
import type { WorkerWorkOptions } from './worker-work-options.ts';

/** The work of `finish-early`: looks for games that are over before their window opens. */
export function earlyFinishWork({ app, providers, runs }: WorkerWorkOptions): RunJob {
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
  return whileRunning(runs, async (signal) => {
    const { brought } = await lookForFinals(signal);
    return `${brought} games brought forward`;
  });
}
