import { type SQL, sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Database } from '../db/database.ts';
import { changedRows } from '../db/rows.ts';
import { keptAnswers, providerPayloads } from '../db/schema/providers.ts';

/** Bodies removed by one statement, so that none of them runs for long. */
const BATCH_SIZE = 500;

/** Removes stored bodies that were received last more than `retentionDays` ago. Returns how many they were. */
export function sweepPayloads(db: Database, retentionDays: number, signal?: AbortSignal): Promise<number> {
  return inBatches(
    db,
    sql`delete from ${providerPayloads}
        where ${providerPayloads.id} in (select ${providerPayloads.id} from ${providerPayloads}
                     where ${providerPayloads.lastFetchedAt} < now() - ${retentionDays} * interval '1 day'
                     order by ${providerPayloads.lastFetchedAt} limit ${BATCH_SIZE})`,
    signal,
  );
}

const QUESTION = bareColumns(keptAnswers.host, keptAnswers.endpoint, keptAnswers.queryHash);

/** Removes kept answers that were given or confirmed last that long ago: nobody asks their questions any more. */
export function sweepKeptAnswers(db: Database, retentionDays: number, signal?: AbortSignal): Promise<number> {
  return inBatches(
    db,
    sql`delete from ${keptAnswers}
        where (${QUESTION}) in (select ${QUESTION} from ${keptAnswers}
                                where ${keptAnswers.answeredAt} < now() - ${retentionDays} * interval '1 day'
                                order by ${keptAnswers.answeredAt} limit ${BATCH_SIZE} for update skip locked)`,
    signal,
  );
}

/** Repeats a statement that removes a batch until it finds less than that. */
async function inBatches(db: Database, statement: SQL, signal: AbortSignal | undefined): Promise<number> {
  let removed = 0;
  for (;;) {
    if (signal?.aborted) return removed;
    const count = await changedRows(db, statement);
    removed += count;
    if (count < BATCH_SIZE) return removed;
  }
}
