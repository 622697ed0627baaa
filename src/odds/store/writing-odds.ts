import type { Database } from '../../db/database.ts';
import { isDeadlock } from '../../db/errors.ts';

/** More often than this, two writers do not meet by chance. */
const TRIES = 5;

/**
 * Runs a transaction again that PostgreSQL ended because it and another one waited for each other: a dry run holds the
 * events of all its batches until it ends, in no order that writers keep. Nothing is left of the one that was ended;
 * what `write` gathers outside of the database, it gathers anew.
 */
export async function writingOdds<T>(
  db: Pick<Database, 'transaction'>,
  write: (tx: Parameters<Parameters<Database['transaction']>[0]>[0]) => Promise<T>,
): Promise<T> {
  for (let triesLeft = TRIES; ; triesLeft -= 1) {
    try {
      return await db.transaction(write);
    } catch (error) {
      if (triesLeft <= 1 || !isDeadlock(error)) throw error;
    }
  }
}
