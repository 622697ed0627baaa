/**
 * The source of time for all business code.
 *
 * Decisions take `nowMs` from here (or from Postgres `now()` where several machines must agree), so that a
 * test can move time without waiting.
 */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  nowMs: () => number;
  /** Resolves after `delayMs`, or rejects with the signal's reason as soon as `signal` aborts. */
  sleep: (delayMs: number, signal?: AbortSignal) => Promise<void>;
};

/** Node timers overflow above this delay and would fire at once (2^31 - 1 ms, about 24.8 days). */
const MAX_TIMER_MS = 2_147_483_647;

/** The wall clock of this machine. */
export function systemClock(): Clock {
  return { nowMs: () => Date.now(), sleep };
}

async function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  let remainingMs = Math.max(0, delayMs);
  do {
    const stepMs = Math.min(remainingMs, MAX_TIMER_MS);
    await sleepOnce(stepMs, signal);
    remainingMs -= stepMs;
  } while (remainingMs > 0);
}

function sleepOnce(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
