import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';

/** How often is looked for processes that fell silent. */
const EVERY_MS = 2_000;

/** The recurrent job that watches the heartbeats of processes. */
export function fleetJobs() {
  return {
    'watch-processes': {
      description: 'Looks for processes whose heartbeat has stopped, and says so.',
      runsOn: 'control',
      cadence: { everyMs: EVERY_MS },
      timeoutMs: 60_000,
    },
  } as const satisfies RecurrentJobs;
}
