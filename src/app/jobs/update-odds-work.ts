import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { updateOdds } from '../../odds/collect/update-odds.ts';
import { oddsCollection } from '../odds-collection.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** The work of `update-odds`: a run takes the looks that are due by the plan, at most one a provider and league. */
export function updateOddsWork({
  app,
  providers,
  whileRunning,
}: WorkerJobDeps): Record<'update-odds', RunJob> {
  return {
    'update-odds': whileRunning((signal) => updateOdds(oddsCollection(app, providers), signal)),
  };
}
