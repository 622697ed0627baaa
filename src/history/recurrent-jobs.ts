import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';

const SECOND_MS = 1_000;

/** The recurrent job of all back-fills. They are taken up without a key too, so that they can say what they wait for. */
export function historyJobs() {
  return {
    'take-up-backfills': {
      description:
        'Takes up back-fills, of the past and of seasons, that are under way and have no open step.',
      runsOn: 'both',
      cadence: { everyMs: 15 * SECOND_MS },
      timeoutMs: 60 * SECOND_MS,
    },
  } as const satisfies RecurrentJobs;
}
