import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { changedRows } from '../db/rows.ts';

/** Bodies removed by one statement, so that none of them runs for long. */
const BATCH_SIZE = 500;

/** Removes stored bodies that were received last more than `retentionDays` ago. Returns how many they were. */
export async function sweepPayloads(
  db: Database,
  retentionDays: number,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  for (;;) {
    if (signal?.aborted) return removed;
    const count = await changedRows(
      db,
      sql`delete from provider_payloads
          where id in (select id from provider_payloads
                       where last_fetched_at < now() - ${retentionDays} * interval '1 day'
                       order by last_fetched_at limit ${BATCH_SIZE})`,
    );
    removed += count;
    if (count < BATCH_SIZE) return removed;
  }
}
