import type { TestProcess } from '../../support/processes.ts';

/** SQL expressions over the database that scenarios wait for. */

export const SOMETHING_RUNS = "exists (select 1 from seeding_tasks where status = 'running')";

export const SOMETHING_IS_DONE = "exists (select 1 from seeding_tasks where status = 'completed')";

export const NOTHING_IS_LEFT =
  "not exists (select 1 from seeding_tasks where status in ('pending', 'running'))";

/** True while this worker has runs in progress. */
export function runsOf({ workerId }: Pick<TestProcess, 'workerId'>): string {
  return `exists (select 1 from seeding_tasks where status = 'running' and claimed_by = '${workerId}')`;
}
