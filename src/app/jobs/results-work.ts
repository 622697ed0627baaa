import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { followResults, updateGames } from '../../seeding/results/follow-results.ts';
import { outcomeWords } from '../../seeding/results/update-results.ts';
import { liveSources } from '../live-sources.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** The work of the jobs that ask for results alone. */
export function resultsWork({
  app,
  providers,
  whileRunning,
}: WorkerJobDeps): Record<'follow-results' | 'update_games', RunJob> {
  const { config, clock, database, logger } = app;
  const deps = {
    db: database.db,
    sources: liveSources(app, providers),
    sports: config.seeding.sportsEnabled,
    stepMs: config.seeding.notFinalStepMs,
    runCalls: providers.usage,
    clock,
    logger,
  };
  return {
    'follow-results': whileRunning(async (signal) => outcomeWords(await followResults(deps, signal))),
    update_games: whileRunning(async (signal) => outcomeWords(await updateGames(deps, signal))),
  };
}
