import type { Clock } from '../platform/clock.ts';
import { SeedingError } from './policy.ts';

/**
 * Does the work of a run with a signal that aborts as `signal` does, and with a `timeout` of the game as its reason when
 * the run has taken `limitMs`. Work that is past asking, and only writes, is not cut off by it.
 */
export async function withRunDeadline<T>(
  clock: Pick<Clock, 'sleep'>,
  { signal, limitMs }: { signal: AbortSignal; limitMs: number },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const run = new AbortController();
  const done = new AbortController();
  const words = `not done within ${Math.round(limitMs / 1_000)} s (SEEDING_TIMEOUT_SECONDS, longer at each retry)`;
  clock.sleep(limitMs, done.signal).then(
    () => run.abort(new SeedingError('timeout', words)),
    () => undefined,
  );
  const follow = (): void => run.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  try {
    return await work(run.signal);
  } finally {
    done.abort(IN_TIME);
    signal.removeEventListener('abort', follow);
  }
}

/** One for all runs: an abort without a reason makes an error with its stack. */
const IN_TIME = new Error('the run was done in time');

/** Why a run was stopped, where it was for its own deadline. */
export function deadlineOf(signal: AbortSignal): SeedingError | undefined {
  const reason: unknown = signal.reason;
  return signal.aborted && reason instanceof SeedingError ? reason : undefined;
}
