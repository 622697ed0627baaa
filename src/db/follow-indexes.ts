import { sql } from 'drizzle-orm';
import type { Database, Executor } from './database.ts';

/**
 * Reads a page of an ordered table in a transaction that follows the index. A table that was just filled has no statistics
 * yet: PostgreSQL would collect and sort all of it for each page, and the pages of 250,000 rows would cost the square of that.
 */
export function followingIndexes<T>(db: Database, read: (executor: Executor) => Promise<T>): Promise<T> {
  return db.transaction(
    async (transaction) => {
      await transaction.execute(
        sql`select set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)`,
      );
      return read(transaction);
    },
    { accessMode: 'read only' },
  );
}
