import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { createSourceComparison } from '../../seeding/compare-sources.ts';
import { createLineComparison } from '../../seeding/compare-lines.ts';
import { storedReplay } from '../stored-replay.ts';
import { liveSources } from '../live-sources.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** The work of `compare-sources`: results of games against what the other sources say. */
export function compareWork({ app, providers, whileRunning }: WorkerJobDeps): RunJob {
  const { database, clock, logger } = app;
  const compareLines = createLineComparison({
    db: database.db,
    replayOf: (source, sport) => storedReplay(app, source, sport),
  });
  const compare = createSourceComparison({
    compareLines,
    db: database.db,
    sources: liveSources(app, providers),
    runCalls: providers.usage,
    clock,
    logger,
  });
  return whileRunning(async (signal) => {
    const { compared, differing } = await compare(signal);
    return `${compared} games compared, ${differing} told differently`;
  });
}
