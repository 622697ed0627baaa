import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { createSourceComparison } from '../../seeding/compare-sources.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** The work of `compare-sources`: results of games against what the other sources say. */
export function compareWork({ app, providers, whileRunning }: WorkerJobDeps): RunJob {
  const { database, clock, logger } = app;
  const compare = createSourceComparison({
    db: database.db,
    sources: providers.scoreSources,
    runCalls: providers.usage,
    clock,
    logger,
  });
  return whileRunning(async (signal) => {
    const { compared, differing } = await compare(signal);
    return `${compared} games compared, ${differing} told differently`;
  });
}
