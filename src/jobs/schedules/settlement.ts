import { nextDueMs } from './cadence.ts';
import type { RecurrentJob, RunResult } from './recurrent-job.ts';

/** How a run ended. `released`: its process stops, and another one takes the job at once. */
export type RunEnding =
  | { kind: 'ended'; result: RunResult }
  | { kind: 'failed'; message: string; error: unknown }
  | { kind: 'timed_out'; message: string }
  | { kind: 'released' };

/** What is written of a run that ended; `nextDueMs` undefined leaves the job due as it was. */
export type Settlement = {
  outcome: 'done' | 'skipped' | 'failed' | 'timed_out' | 'released';
  note: string | null;
  error: string | null;
  nextDueMs: number | undefined;
};

/** Longer texts help nobody in a list. */
const MAX_WORDS = 1_000;

/** What a run leads to. Pure. */
export function settle(
  { cadence, retryAfterMs }: Pick<RecurrentJob, 'cadence' | 'retryAfterMs'>,
  ending: RunEnding,
  times: { dueAtMs: number; startedAtMs: number; endedAtMs: number },
): Settlement {
  if (ending.kind === 'released')
    return { outcome: 'released', note: null, error: null, nextDueMs: undefined };
  const regularMs = nextDueMs(cadence, times);
  if (ending.kind === 'ended') {
    const { note, isSkipped = false, againAfterMs } = ending.result;
    return {
      outcome: isSkipped ? 'skipped' : 'done',
      note: note.slice(0, MAX_WORDS),
      error: null,
      nextDueMs: againAfterMs === undefined ? regularMs : times.endedAtMs + againAfterMs,
    };
  }
  const retryMs = times.endedAtMs + (retryAfterMs ?? Number.POSITIVE_INFINITY);
  return {
    outcome: ending.kind,
    note: null,
    error: ending.message.slice(0, MAX_WORDS),
    nextDueMs: Math.min(regularMs, retryMs),
  };
}
