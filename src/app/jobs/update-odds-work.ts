import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { updateOdds } from '../../odds/collect/update-odds.ts';
import { oddsCollection } from '../odds-collection.ts';
import type { WorkerJobDeps } from './job-group.ts';

/** The work of `update_odds`: a run takes the looks that are due by the plan, at most one a provider and league. */
export function updateOddsWork({
  app,
  providers,
  whileRunning,
}: WorkerJobDeps): Record<'update_odds', RunJob> {
  return {
    update_odds: whileRunning((signal) => updateOdds(oddsCollection(app, providers), signal)),
  };
}
