import type { RunJob } from '../src/jobs/schedules/recurrent-job.ts';
import type { ActiveRuns } from './run-registry.ts';

/** Makes work one of the runs of this process, so that a stop waits for it and then aborts it. */
export const whileRunning =
  (runs: ActiveRuns) =>
  (work: (signal: AbortSignal) => Promise<string>): RunJob => {
    return async (context) => {
      const registration = runs.begin();
      try {
        return { note: await work(AbortSignal.any([context.signal, registration.signal])) };
      } finally {
        registration.end(undefined);
      }
    };
  };
