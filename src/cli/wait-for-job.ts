import type { JobControl } from '../jobs/schedules/job-control.ts';
import type { JobStatus } from '../jobs/schedules/job-status.ts';
import type { Clock } from '../platform/clock.ts';
import { CommandFailure } from './outcome.ts';

const LOOK_INTERVAL_MS = 250;

/** A request that no process takes within this long waits for one that is not there. */
const TAKEN_WITHIN_MS = 20_000;

/**
 * Waits for the end of the run that was asked for after `before` was read. Throws CommandFailure when no process
 * takes it; the request stays, and the next process that may run the job takes it.
 */
export async function untilRun(
  control: JobControl,
  clock: Clock,
  name: string,
  before: JobStatus | undefined,
): Promise<JobStatus> {
  const fromMs = clock.nowMs();
  for (;;) {
    const job = await control.find(name);
    const isOver = job !== undefined && job.requested_at === null && job.runs > (before?.runs ?? 0);
    if (isOver && job.state !== 'running') return job;
    const isTaken = job?.state === 'running' || job?.requested_at === null;
    if (!isTaken && clock.nowMs() - fromMs > TAKEN_WITHIN_MS) {
      throw new CommandFailure({
        code: 'not_taken',
        message: `no process has taken ${name} within ${TAKEN_WITHIN_MS / 1_000} s`,
        remedy: `It runs as soon as one is there: see \`npm run -s scoracle -- scheduler status\`. It is for ${job?.runs_on ?? 'control'}.`,
      });
    }
    await clock.sleep(LOOK_INTERVAL_MS);
  }
}
