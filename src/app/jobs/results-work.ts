import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { followResults, updateGames } from '../../seeding/results/follow-results.ts';
import { outcomeWords } from '../../seeding/results/update-results.ts';
import type { Sport } from '../../domain/sport.ts';
import type { GameFinder } from '../../sports/find-on-slates.ts';
import { createSourcedFinder } from '../../sports/sourced-finder.ts';
import type { App } from '../app.ts';
import type { Providers } from '../build-providers.ts';
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
    finders: findersOf(app, providers),
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

/** How games stand, over the sources of scores in their order: the next one is asked where one fails or does not know. */
export function findersOf(
  { clock, logger }: Pick<App, 'clock' | 'logger'>,
  { scoreSources }: Pick<Providers, 'scoreSources'>,
): ReadonlyMap<Sport, GameFinder> {
  const able = [...scoreSources].filter(([, sources]) => sources.length > 0);
  return new Map(
    able.map(([sport, sources]) => [sport, createSourcedFinder(sources, 'live scores', { clock, logger })]),
  );
}
