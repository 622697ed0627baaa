import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { createSweepStep } from '../../seeding/sweep/sweep-step.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** Steps made in one run, so that what it came to is told within minutes. */
const STEPS_PER_RUN = 5;

/** The work of `sweep-seasons`. What a sweep has done and when it goes on stands in PostgreSQL; no run loses it. */
export function sweepWork({ app, providers, whileRunning }: WorkerJobDeps): RunJob {
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
  return whileRunning(async (signal) => {
    const notes: string[] = [];
    while (notes.length < STEPS_PER_RUN && !signal.aborted) {
      const note = await sweepStep(signal);
      if (note === undefined) break;
      notes.push(note);
    }
    return notes.length === 0 ? 'no sweep is due' : notes.join('; ');
  });
}
