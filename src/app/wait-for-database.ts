import type pg from 'pg';
import { isDatabaseUnavailable } from '../db/errors.ts';
import { abortable } from '../platform/abortable.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';

/** Pause between two tries. */
const STEP_MS = 2_000;

/**
 * Waits until the database answers; other errors than its absence (wrong password, no such database) are thrown, and
 * so is the signal's reason. `onAway` is called after each try that failed.
 */
export async function waitForDatabase(
  pool: pg.Pool,
  {
    clock,
    logger,
    signal,
    onAway,
  }: {
    clock: Clock;
    logger: Logger;
    signal?: AbortSignal | undefined;
    onAway?: ((error: unknown) => Promise<void>) | undefined;
  },
): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      await abortable(pool.query('select 1'), signal);
      return;
    } catch (error) {
      if (signal?.aborted || !isDatabaseUnavailable(error)) throw error;
      if (isFirst) logger.warn({ err: error }, 'the database is out of reach, waiting for it');
      await onAway?.(error);
      await clock.sleep(STEP_MS, signal);
    }
  }
}
