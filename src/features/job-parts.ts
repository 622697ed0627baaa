import { type JobGroup, joinedJobs } from '../app/jobs/job-group.ts';
import { FEATURES } from './all-features.ts';

/** The recurrent jobs of every feature, with their work. */
export async function loadJobs(): Promise<JobGroup> {
  const groups = await Promise.all(FEATURES.map(async (feature) => (await feature.recurrentJobs?.()) ?? []));
  return joinedJobs(groups.flat());
}
