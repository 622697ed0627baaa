import type { Database } from '../../db/database.ts';
import { type ClaimedRun, JobTakenOverError } from './claimed-run.ts';
import type { HeldLease } from './recurrent-job.ts';
import { renewRuns } from './schedule-rows.ts';

/** The lease of a run as its work sees it; `lost` aborts when it is found to be another's. */
export function heldLease(
  db: Database,
  claim: Pick<ClaimedRun, 'name' | 'fence'>,
  ttlMs: number,
  lost: AbortController,
): HeldLease {
  return {
    signal: lost.signal,
    async assertHeld() {
      lost.signal.throwIfAborted();
      if ((await renewRuns(db, [claim], ttlMs)).has(claim.name)) return;
      lost.abort(new JobTakenOverError(claim.name));
      lost.signal.throwIfAborted();
    },
  };
}
