import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { lookCost } from '../../providers/look-cost.ts';
import { createEarlyFinish } from '../../seeding/early-finish.ts';
import { liveSteps } from '../../seeding/live-steps.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** The work of `finish-early`: looks for games that are over before their window opens. */
export function earlyFinishWork({ app, providers, whileRunning }: WorkerJobDeps): RunJob {
  const { config, clock, database, logger, publisher, registry, store } = app;
  const lookForFinals = createEarlyFinish({
    db: database.db,
    adapters: providers.liveAdapters,
    stepMs: liveSteps(config.seeding, (sport) => {
      const [first] = registry.sourcesOf('live-score', sport);
      return first !== undefined && lookCost(first.definition, first.plan, 'live-score').counts === 'nothing';
    }),
    isFromStart: config.seeding.areLiveScoresOn,
    publish: publisher.tryPublishPending,
    store,
    runCalls: providers.usage,
    clock,
    logger,
  });
  return whileRunning(async (signal) => {
    const { brought } = await lookForFinals(signal);
    return `${brought} games brought forward`;
  });
}
