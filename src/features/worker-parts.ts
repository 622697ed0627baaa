import type { JobGroup } from '../app/jobs/job-group.ts';
import type { WorkKinds } from '../app/work-kinds.ts';
import { FEATURES } from './all-features.ts';
import { loadJobs } from './job-parts.ts';

/** What the features hand in to workers. */
export async function loadWorkerParts(): Promise<{ jobs: JobGroup; kinds: WorkKinds }> {
  const kinds = await Promise.all(
    FEATURES.map(async (feature) => (await feature.workKinds?.()) ?? (() => [])),
  );
  return { jobs: await loadJobs(), kinds: (deps) => kinds.flatMap((kindsOf) => kindsOf(deps)) };
}
