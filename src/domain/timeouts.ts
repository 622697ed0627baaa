/** Retries after which a timeout grows no more: as many as a task has by default. */
const MOST_STEPS = 3;

/**
 * How long something may take at a retry (0: the first attempt): longer by the first attempt's time at each, up to four
 * times that. A host that is slow today gets the time that it needs, and a hanging one holds nobody up at first.
 */
export function timeoutAtRetryMs(firstMs: number, retry: number): number {
  return firstMs * (1 + Math.min(Math.max(0, retry), MOST_STEPS));
}
