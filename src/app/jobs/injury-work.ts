import { createInjuryPoll } from '../../availability/poll-injuries.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** The work of `poll-injuries`: asks who is injured in leagues that play soon. */
export function injuryWork({ app, providers, whileRunning }: WorkerJobDeps): RunJob {
  const { database, clock, logger } = app;
  const poll = createInjuryPoll({
    db: database.db,
    sources: providers.injurySources,
    runCalls: providers.usage,
    clock,
    logger,
  });
  return whileRunning(async (signal) => {
    const { reported, opened, closed, unknown } = await poll(signal);
    return `${reported} reported, ${opened} new, ${closed} over, ${unknown} of players who are not known`;
  });
}
