import type { App } from '../app/app.ts';
import { type JobTotals, jobTotals } from '../monitoring/facts/job-punctuality.ts';
import { remembered } from '../platform/remembered.ts';

/** Pages show it in their footers: no page waits for it, and it is read no more often than this. */
const FRESH_MS = 5_000;

/**
 * Reads how punctual the recurrent jobs are, beside the pages that show it: each asks for what was read last, and has
 * it read anew when that is old. Undefined before the first reading, and while the database does not answer.
 */
export function createJobPunctuality({
  database: { db },
  clock,
}: Pick<App, 'database' | 'clock'>): () => JobTotals | undefined {
  let last: JobTotals | undefined;
  const read = remembered(() => jobTotals.read(db, null), { clock, freshMs: FRESH_MS });
  return () => {
    read().then(
      (totals) => {
        last = totals;
      },
      () => {
        // Health and alerts tell of a database that is away; a footer says nothing then.
        last = undefined;
      },
    );
    return last;
  };
}
