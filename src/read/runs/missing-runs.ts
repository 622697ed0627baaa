import { min, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { syncLog } from '../../db/schema/tasks.ts';

/**
 * A run that rows name and that has no entry: `under_way` writes it when it ends, `pruned` is older than entries are
 * kept, and of `lost` neither is so, as when somebody removed the entry by hand.
 */
export const MISSING_REASONS = ['under_way', 'pruned', 'lost'] as const;

export type MissingRun = {
  run_id: string;
  reason: (typeof MISSING_REASONS)[number];
  /** When the oldest entry that is kept was written; null where none is. */
  kept_since: Date | null;
};

/** No run takes longer: what was written before that is by a run that has ended. */
const LONGEST_RUN_MS = 24 * 3_600_000;

/** When the oldest entry that is kept was written, and what time it is in the database. */
export type KeptRuns = { keptSince: Date | null; now: Date };

/** Why a run has no entry, by when it wrote last. */
export function missingReason(writtenAt: Date, { keptSince, now }: KeptRuns): MissingRun['reason'] {
  if (now.getTime() - writtenAt.getTime() < LONGEST_RUN_MS) return 'under_way';
  return keptSince === null || writtenAt < keptSince ? 'pruned' : 'lost';
}

/** Reads it by the index of time; none of the entries is read. */
export async function readKeptRuns(executor: Executor): Promise<KeptRuns> {
  const [kept] = await executor
    .select({ keptSince: min(syncLog.createdAt), now: sql`now()`.mapWith(syncLog.createdAt) })
    .from(syncLog);
  if (!kept) throw new Error('the database tells no time');
  return kept;
}
