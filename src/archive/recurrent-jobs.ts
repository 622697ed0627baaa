import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';

const HOUR_MS = 3_600_000;

/** The recurrent job of the archive of bodies. */
export function archiveJobs() {
  return {
    'prune-payloads': {
      description:
        "Removes stored bodies of the provider's answers that are older than PAYLOAD_RETENTION_DAYS.",
      runsOn: 'control',
      cadence: { everyMs: HOUR_MS },
      timeoutMs: HOUR_MS,
    },
  } as const satisfies RecurrentJobs;
}
