import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { createEarlyFinish } from '../../seeding/early-finish.ts';
import { liveSources } from '../live-sources.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** The work of `finish-early`: looks at games under way, and for those that are over before their window opens. */
export function earlyFinishWork({ app, providers, whileRunning }: WorkerJobDeps): RunJob {
  const { config, clock, database, logger, publisher, store } = app;
  const { sportsEnabled } = config.seeding;
  const enabledSources = () =>
    new Map([...liveSources(app, providers)].filter(([sport]) => sportsEnabled.includes(sport)));
  const lookForFinals = createEarlyFinish({
    db: database.db,
    sources: enabledSources(),
    isFromStart: config.seeding.areLiveScoresOn,
    publish: publisher.tryPublishPending,
    store,
    runCalls: providers.usage,
    clock,
    logger,
  });
  return whileRunning(async (signal) => {
    const { brought, results, refusals } = await lookForFinals(signal);
    const ofResults = results === 0 ? [] : [`${results} results written`];
    return [`${brought} games brought forward`, ...ofResults, ...refusals].join('; ');
  });
}
