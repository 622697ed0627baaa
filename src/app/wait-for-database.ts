import type pg from 'pg';
import { isDatabaseUnavailable } from '../db/errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';

/** Pause between two tries. */
const STEP_MS = 2_000;

/**
 * Waits until the database answers; other errors than its absence (wrong password, no such database) are thrown.
 * `onAway` is called after each try that failed.
 */
export async function waitForDatabase(
  pool: pg.Pool,
  clock: Clock,
  logger: Logger,
  onAway?: (error: unknown) => Promise<void>,
): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      await pool.query('select 1');
      return;
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      if (isFirst) logger.warn({ err: error }, 'the database is out of reach, waiting for it');
      await onAway?.(error);
      await clock.sleep(STEP_MS);
    }
  }
}
