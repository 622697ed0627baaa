import { type SQL, and, eq, inArray, isNull, lte, notInArray, or, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { jobSchedules } from '../../db/schema/job-schedules.ts';
import type { ClaimedRun } from './claimed-run.ts';
import { recordLostRuns, settleSql } from './job-runs.ts';
import type { Settlement } from './settlement.ts';

/** Runs in a row that may fail or be lost before a lost one is put off. */
const LOST_RUNS_AT_ONCE = 2;

const leaseEnd = (ttlMs: number): SQL => sql`now() + ${ttlMs} * interval '1 millisecond'`;

/** What a look for due jobs came to. */
export type DueJobs = {
  claims: readonly ClaimedRun[];
  /** How soon the next of the other jobs may be taken; undefined where none of them comes by itself. */
  nextInMs: number | undefined;
};

/** What every claim writes: the new holder with a higher fence, and when its lease ends. */
function claimedBy(holder: string, ttlMs: number) {
  return {
    holder,
    lastHolder: holder,
    fence: sql`${jobSchedules.fence} + 1`,
    guardedFence: sql`${jobSchedules.fence} + 1`,
    leaseExpiresAt: leaseEnd(ttlMs),
    lastStartedAt: sql`now()`,
  };
}

/**
 * Takes those of the jobs that are due, or asked for, and that nobody runs. One statement, by the database's clock;
 * any number of processes may ask at once, and each job goes to one of them.
 */
export async function claimDueJobs(
  db: Database,
  { names, holder, ttlMs }: { names: readonly string[]; holder: string; ttlMs: number },
): Promise<DueJobs> {
  const table = jobSchedules;
  const putOff = putOffAfterLostRuns();
  const due = db.$with('due').as(
    db
      .select({
        name: table.name,
        dueAt: sql`${table.nextDueAt}`.mapWith(table.nextDueAt).as('due_at'),
        lostHolder: sql`${table.holder}`.mapWith(table.holder).as('lost_holder'),
        lostStartedAt: sql`${table.lastStartedAt}`.mapWith(table.lastStartedAt).as('lost_started_at'),
        isRequested: sql`(${table.requestedAt} is not null)`.mapWith(Boolean).as('is_requested'),
      })
      .from(table)
      .where(
        and(
          inArray(table.name, [...names]),
          or(isNull(table.leaseExpiresAt), lte(table.leaseExpiresAt, sql`now() - ${putOff}`)),
          or(
            sql`${table.requestedAt} is not null`,
            and(isNull(table.pausedAt), lte(table.nextDueAt, sql`now()`)),
          ),
        ),
      )
      .orderBy(table.nextDueAt)
      .for('update', { skipLocked: true }),
  );
  const isLost = sql`${due.lostHolder} is not null`;
  const claim = db
    .update(table)
    .set({
      ...claimedBy(holder, ttlMs),
      offBecause: null,
      lastLatenessMs: sql`case when ${table.pausedAt} is null
        then greatest(0, extract(epoch from now() - ${table.nextDueAt}) * 1000)::bigint else 0 end`,
      lastOutcome: sql`case when ${isLost} then 'lost' else ${table.lastOutcome} end`,
      lastError: sql`case when ${isLost} then 'The process ' || ${due.lostHolder} || ' did not say how its run ended: it was killed, frozen or cut off.'
        else ${table.lastError} end`,
      failuresInARow: sql`${table.failuresInARow} + (${isLost})::int`,
      failureCount: sql`${table.failureCount} + (${isLost})::int`,
    })
    .from(due)
    .where(eq(table.name, due.name))
    .returning({
      name: table.name,
      fence: table.fence,
      startedAt: sql`${table.lastStartedAt}`.mapWith(table.lastStartedAt).as('started_at'),
      failuresInARow: table.failuresInARow,
    });
  const claimed = db.$with('claimed').as(claim);
  const others = db
    .select({ nextInMs: sql`extract(epoch from min(${freeAgainAt()}) - now()) * 1000`.as('next_in_ms') })
    .from(table)
    .where(
      and(inArray(table.name, [...names]), notInArray(table.name, db.select({ name: due.name }).from(due))),
    )
    .as('others');
  const rows = await db
    .with(due, claimed)
    .select({
      nextInMs: sql<string | null>`${others.nextInMs}`,
      claim: {
        name: claimed.name,
        fence: claimed.fence,
        dueAt: due.dueAt,
        startedAt: claimed.startedAt,
        isRequested: due.isRequested,
        failuresInARow: claimed.failuresInARow,
        lostHolder: due.lostHolder,
        lostStartedAt: due.lostStartedAt,
      },
    })
    .from(others)
    .leftJoin(claimed, sql`true`)
    .leftJoin(due, eq(due.name, claimed.name));
  const claims = rows.flatMap(({ claim: taken }) => (taken?.name ? [taken as ClaimedRun] : []));
  await recordLostRuns(db, claims);
  const nextInMs = rows[0]?.nextInMs ?? undefined;
  return { claims, nextInMs: nextInMs === undefined ? undefined : Number(nextInMs) };
}

/** When a job may be taken that may not be taken now: null where it is paused, and nobody asked for it. */
function freeAgainAt(): SQL {
  const { requestedAt, pausedAt, nextDueAt, leaseExpiresAt } = jobSchedules;
  const leaseIsOverAt = sql`${leaseExpiresAt} + ${putOffAfterLostRuns()}`;
  return sql`case when ${requestedAt} is not null then coalesce(${leaseIsOverAt}, now())
    when ${pausedAt} is null then greatest(${nextDueAt}, ${leaseIsOverAt}) end`;
}

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

/**
 * How long a job waits whose process vanished in the middle of a run, for the third time in a row or more: a job that
 * ends every process that runs it must not end one every few seconds. Somebody who asks for it does not wait.
 */
function putOffAfterLostRuns(): SQL {
  const { holder, failuresInARow, requestedAt } = jobSchedules;
  return sql`case when ${holder} is null or ${requestedAt} is not null or ${failuresInARow} < ${LOST_RUNS_AT_ONCE} then interval '0'
    else least(interval '1 hour', interval '10 seconds' * power(2, least(${failuresInARow} - ${LOST_RUNS_AT_ONCE}, 9))) end`;
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
