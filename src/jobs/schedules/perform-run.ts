import { errorWords } from '../../db/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import { withLogFields } from '../../platform/log-fields.ts';
import type { Tracer } from '../../platform/tracing/tracer.ts';
import type { RunContext, RunJob } from './recurrent-job.ts';
import type { RunEnding } from './settlement.ts';

/** The time given to a run is over. */
export class JobTimeoutError extends Error {
  override readonly name = 'JobTimeoutError';
}

/** After its time is over, a run gets this long to end before others may take the job. */
const ABORT_GRACE_MS = 5_000;

export type PerformOptions = {
  run: RunJob;
  context: Omit<RunContext, 'signal'>;
  timeoutMs: number;
  /** Aborts when the process stops. */
  stopping: AbortSignal;
  /** Aborts when another process has taken the job over. */
  lost: AbortSignal;
  clock: Pick<Clock, 'sleep'>;
  tracer: Tracer;
};

/**
 * Does one run. `ending` resolves, and never rejects, when the run has ended or its time is over; `idle` when the work
 * itself has come to an end, which is later for work that does not heed its signal.
 */
export function performRun(options: PerformOptions): { ending: Promise<RunEnding>; idle: Promise<unknown> } {
  const { run, context, timeoutMs, stopping, lost, clock, tracer } = options;
  const timeUp = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([stopping, lost, timeUp.signal]);
  const working = withLogFields({ job: context.name }, () =>
    tracer.span(`job ${context.name}`, { isPartOnly: true }, () => run({ ...context, signal })),
  ).then(
    (result): RunEnding => ({ kind: 'ended', result }),
    (error: unknown): RunEnding => {
      if (stopping.aborted) return { kind: 'released' };
      if (timeUp.signal.aborted) return timedOut(timeoutMs);
      return { kind: 'failed', message: errorWords(error), error };
    },
  );
  const limit = clock
    .sleep(timeoutMs, done.signal)
    .then(() => {
      timeUp.abort(new JobTimeoutError(`not done within ${timeoutMs} ms`));
      return clock.sleep(ABORT_GRACE_MS, done.signal);
    })
    .then(
      () => timedOut(timeoutMs),
      // The run ended in time, and the clock was told to stop.
      () => working,
    );
  return {
    ending: Promise.race([working, limit]).finally(() => done.abort(new Error('the run has ended'))),
    idle: working,
  };
}

function timedOut(timeoutMs: number): RunEnding {
  return { kind: 'timed_out', message: `The run was not done within ${timeoutMs / 1000} s and was ended.` };
}
