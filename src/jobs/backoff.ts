import type { Random } from '../platform/random.ts';

/** Share of a pause that chance may add, so that games that failed together do not come back together. */
const JITTER_SHARE = 0.1;

/**
 * The pause before retry number `retry` (1 is the first): the configured pause for it, the last one repeating,
 * plus up to a tenth by chance.
 */
export function retryDelayMs(retry: number, backoffMs: readonly number[], random: Random): number {
  const index = Math.min(Math.max(retry, 1), backoffMs.length) - 1;
  const baseMs = backoffMs[index] ?? 0;
  return Math.round(baseMs * (1 + JITTER_SHARE * random()));
}
