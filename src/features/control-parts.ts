import type { ControlParts } from '../app/build-control.ts';
import { loadDatasets } from './dataset-parts.ts';
import { loadHttpParts } from './http-parts.ts';
import { loadJobs } from './job-parts.ts';

/** What the features hand in to a control process. */
export async function loadControlParts(): Promise<ControlParts> {
  const [http, jobs, datasets] = await Promise.all([loadHttpParts(), loadJobs(), loadDatasets()]);
  return { http, jobs, datasets };
}
