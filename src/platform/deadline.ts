import type { Clock } from './clock.ts';

/** A dependency that did not answer in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(what: string, deadlineMs: number) {
    super(`${what} did not answer within ${deadlineMs} ms`);
  }
}

/** What `work` comes to, or DeadlineError after `deadlineMs`; late results and errors of `work` are dropped. */
export async function withDeadline<T>(
  clock: Clock,
  { what, deadlineMs }: { what: string; deadlineMs: number },
  work: () => Promise<T>,
): Promise<T> {
  const isOver = new AbortController();
  const timer = clock.sleep(deadlineMs, isOver.signal).then(
    () => Promise.reject(new DeadlineError(what, deadlineMs)),
    // The work was quicker: this promise is never looked at again.
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([work(), timer]);
  } finally {
    isOver.abort();
  }
}
