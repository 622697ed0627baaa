import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';

const SECOND_MS = 1_000;

/** The recurrent job of back-fills of the past. */
export function historyJobs() {
  return {
    'take-up-backfills': {
      description: 'Takes up back-fills of the past that are under way and have no open step.',
      runsOn: 'both',
      cadence: { everyMs: 30 * SECOND_MS },
      timeoutMs: 60 * SECOND_MS,
    },
  } as const satisfies RecurrentJobs;
}
