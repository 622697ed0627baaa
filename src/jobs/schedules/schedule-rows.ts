import { type SQL, and, eq, isNull, lte, or, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { jobSchedules } from '../../db/schema/job-schedules.ts';
import type { ClaimedRun } from './claimed-run.ts';
import { claimedBy, leaseEnd } from './claimed-columns.ts';
import { settleSql } from './job-runs.ts';
import type { Settlement } from './settlement.ts';

/**
 * Takes a job by its name for a run by hand, whatever its cadence says, paused or switched off: undefined where
 * another process runs it, or it is not known yet.
 */
export async function claimJobByHand(
  db: Database,
  { name, holder, ttlMs }: { name: string; holder: string; ttlMs: number },
): Promise<Pick<ClaimedRun, 'name' | 'fence'> | undefined> {
  const table = jobSchedules;
  const isFree = or(isNull(table.leaseExpiresAt), lte(table.leaseExpiresAt, sql`now()`));
  const [claimed] = await db
    .update(table)
    .set({ ...claimedBy(holder, ttlMs), lastLatenessMs: 0 })
    .where(and(eq(table.name, name), isFree))
    .returning({ name: table.name, fence: table.fence });
  return claimed;
}

/** Which process runs a job right now; undefined where none does. */
export async function holderOfJob(db: Database, name: string): Promise<string | undefined> {
  const [row] = await db
    .select({ holder: jobSchedules.holder })
    .from(jobSchedules)
    .where(and(eq(jobSchedules.name, name), sql`${jobSchedules.leaseExpiresAt} > now()`));
  return row?.holder ?? undefined;
}

/** Whether a run is still the one that its job was claimed for. */
const isHeldBy = ({ name, fence }: Pick<ClaimedRun, 'name' | 'fence'>): SQL =>
  sql`(${jobSchedules.name} = ${name} and ${jobSchedules.fence} = ${fence} and ${jobSchedules.holder} is not null)`;

/** Renews the leases of runs in progress; returns the names of those that are still held. */
export async function renewRuns(
  db: Database,
  runs: readonly Pick<ClaimedRun, 'name' | 'fence'>[],
  ttlMs: number,
): Promise<ReadonlySet<string>> {
  const held = await db
    .update(jobSchedules)
    .set({ leaseExpiresAt: leaseEnd(ttlMs) })
    .where(or(...runs.map(isHeldBy)))
    .returning({ name: jobSchedules.name });
  return new Set(held.map(({ name }) => name));
}

/**
 * Writes how a run ended, enters it in the history and gives the job back, in one statement; false when another process
 * has taken it over meanwhile. A run by hand that failed is not counted among the job's own failures: the person who
 * ran it was told.
 */
export async function settleRun(
  db: Database,
  run: Pick<ClaimedRun, 'name' | 'fence' | 'isRequested'>,
  settlement: Settlement,
  { isByHand = false }: { isByHand?: boolean } = {},
): Promise<boolean> {
  if (settlement.outcome === 'released') {
    const freed = await db
      .update(jobSchedules)
      .set({ holder: null, leaseExpiresAt: null })
      .where(isHeldBy(run))
      .returning({ name: jobSchedules.name });
    return freed.length > 0;
  }
  const settled = await rowsOf(db, settleSql({ run, settlement, isByHand, where: isHeldBy(run) }));
  return settled.length > 0;
}
