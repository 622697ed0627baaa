import { isDeadlock } from '../../db/errors.ts';
import type { Logger } from '../../platform/logger.ts';

/** More often than this, two statements do not meet by chance. */
const TRIES = 5;

/**
 * Runs a statement again that PostgreSQL ended because it and another one waited for each other. BullMQ's look for lost
 * locks and its renewal of locks change many jobs in one statement each, in no order that both keep: under load they
 * meet now and then. Each statement is a transaction by itself, so that nothing of the one that was ended is left.
 */
export async function settlingDeadlocks<T>(statement: () => Promise<T>, logger: Logger): Promise<T> {
  for (let triesLeft = TRIES; ; triesLeft -= 1) {
    try {
      return await statement();
    } catch (error) {
      if (triesLeft <= 1 || !isDeadlock(error)) throw error;
      if (triesLeft === TRIES)
        logger.info(
          'two statements of the queue waited for each other: PostgreSQL ended one, which runs again',
        );
    }
  }
}
