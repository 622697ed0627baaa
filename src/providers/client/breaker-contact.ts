import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';

type ContactOptions = { host: string; clock: Clock; logger: Logger };

/** Undefined where the store is out of reach, or was a moment ago. */
export type BreakerContact = <T>(ask: () => Promise<T>) => Promise<T | undefined>;

/** A store that does not answer within this is out of reach: a call may not hang on a breaker. */
const STORE_DEADLINE_MS = 2_000;

/** A store out of reach is left alone for this long, so that not every call waits for it. */
const STORE_REST_MS = 5_000;

/** Asks the store, and leaves it alone for a while where it is out of reach, which is told once: then undefined. */
export function createBreakerContact({ host, clock, logger }: ContactOptions): BreakerContact {
  let storeAwayUntilMs = 0;

  async function overdue(signal: AbortSignal): Promise<never> {
    await clock.sleep(STORE_DEADLINE_MS, signal).catch(() => undefined);
    throw new Error(`no answer within ${STORE_DEADLINE_MS} ms`);
  }

  return async function contact<T>(ask: () => Promise<T>): Promise<T | undefined> {
    if (storeAwayUntilMs > clock.nowMs()) return undefined;
    const wasAway = storeAwayUntilMs > 0;
    const deadline = new AbortController();
    try {
      const answer = await Promise.race([ask(), overdue(deadline.signal)]);
      storeAwayUntilMs = 0;
      return answer;
    } catch (error) {
      storeAwayUntilMs = clock.nowMs() + STORE_REST_MS;
      if (!wasAway) {
        logger.warn({ err: error, host }, 'the shared breaker is out of reach: this process decides alone');
      }
      return undefined;
    } finally {
      deadline.abort();
    }
  };
}
