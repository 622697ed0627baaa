import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { createEarlyFinish } from '../../seeding/early-finish.ts';
import { liveSources } from '../live-sources.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** The work of `finish-early`: looks for games that are over before their window opens. */
export function earlyFinishWork({ app, providers, whileRunning }: WorkerJobDeps): RunJob {
  const { config, clock, database, logger, publisher, store } = app;
  const lookForFinals = createEarlyFinish({
    db: database.db,
    sources: liveSources(app, providers),
    isFromStart: config.seeding.areLiveScoresOn,
    publish: publisher.tryPublishPending,
    store,
    runCalls: providers.usage,
    clock,
    logger,
  });
  return whileRunning(async (signal) => {
    const { brought, refusals } = await lookForFinals(signal);
    return [`${brought} games brought forward`, ...refusals].join('; ');
  });
}
