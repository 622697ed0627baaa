import { inBackground } from './in-background.ts';

/** What `work` comes to, or the signal's reason as soon as it aborts; what becomes of the work then is dropped. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const isOver = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true, signal: isOver.signal });
  });
  try {
    return await Promise.race([inBackground(work), inBackground(aborted)]);
  } finally {
    isOver.abort();
  }
}
