import type { Config } from '../config/config.ts';
import type { RecurrentJobs } from './schedules/recurrent-job.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** The recurrent jobs that keep tasks and queue in step. */
export function queueJobs({ queue }: Config) {
  return {
    reconcile: {
      description: 'Compares open tasks with the queue and mends what differs.',
      // Wherever it can: a queue is mended as long as any process is alive.
      runsOn: 'both',
      cadence: { everyMs: queue.reconcileIntervalMs },
      timeoutMs: 15 * MINUTE_MS,
      retryAfterMs: 3 * SECOND_MS,
    },
    'publish-tasks': {
      description: 'Publishes tasks that are committed and not in the queue yet.',
      runsOn: 'control',
      // The longest that a crash between commit and publish can cost.
      cadence: { everyMs: 5 * SECOND_MS },
      timeoutMs: 15 * MINUTE_MS,
    },
    'watch-queue-store': {
      description: 'Notices a queue store that was emptied or replaced, and asks for a reconciliation.',
      runsOn: 'control',
      cadence: { everyMs: 3 * SECOND_MS },
      timeoutMs: MINUTE_MS,
    },
    'rescue-runs': {
      description: 'Brings games whose worker is gone before those that wait.',
      runsOn: 'control',
      // A part of the time until the games run again.
      cadence: { everyMs: SECOND_MS },
      timeoutMs: MINUTE_MS,
    },
    'close-orphaned-runs': {
      description: 'Enters runs in the log that nobody is left to account for, with their calls.',
      runsOn: 'control',
      cadence: { everyMs: MINUTE_MS },
      timeoutMs: 10 * MINUTE_MS,
    },
  } as const satisfies RecurrentJobs;
}
