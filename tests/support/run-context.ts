import type { RunContext } from '../../src/jobs/schedules/recurrent-job.ts';

/** What the work of a recurrent job gets that a test calls by itself, without a row for it. */
export function aRunOf(name: string, signal = new AbortController().signal): RunContext {
  return {
    name,
    signal,
    isRequested: false,
    steadySinceMs: 0,
    lease: { signal, assertHeld: async () => undefined },
  };
}
