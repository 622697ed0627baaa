import type { JobGroup } from '../app/jobs/job-group.ts';
import type { WorkKinds } from '../app/work-kinds.ts';
import { FEATURES } from './all-features.ts';
import { loadDatasets } from './dataset-parts.ts';
import { loadJobs } from './job-parts.ts';

/** What the features hand in to workers. */
export async function loadWorkerParts(): Promise<{ jobs: JobGroup; kinds: WorkKinds }> {
  const datasets = await loadDatasets();
  const kinds = await Promise.all(
    FEATURES.map(async (feature) => (await feature.workKinds?.({ datasets })) ?? (() => [])),
  );
  return { jobs: await loadJobs(), kinds: (deps) => kinds.flatMap((kindsOf) => kindsOf(deps)) };
}
