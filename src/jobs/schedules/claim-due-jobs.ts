import { type SQL, and, eq, inArray, isNull, lte, notInArray, or, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { jobSchedules } from '../../db/schema/job-schedules.ts';
import type { ClaimedRun } from './claimed-run.ts';
import { claimedBy } from './claimed-columns.ts';
import { recordLostRuns } from './job-runs.ts';

/** Runs in a row that may fail or be lost before a lost one is put off. */
const LOST_RUNS_AT_ONCE = 2;

/** What a look for due jobs came to. */
export type DueJobs = {
  claims: readonly ClaimedRun[];
  /** How soon the next of the other jobs may be taken; undefined where none of them comes by itself. */
  nextInMs: number | undefined;
};

/** Which jobs a process looks after, who it is, and for how long a claim of its holds unless renewed. */
type Claimant = { names: readonly string[]; holder: string; ttlMs: number };

/**
 * Takes those of the jobs that are due, or asked for, and that nobody runs. One statement, by the database's clock;
 * any number of processes may ask at once, and each job goes to one of them.
 */
export async function claimDueJobs(db: Database, claimant: Claimant): Promise<DueJobs> {
  const due = dueJobs(db, claimant.names);
  const claimed = claimOf(db, due, claimant);
  const others = nextOfOthers(db, due, claimant.names);
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

/** The jobs that are due or asked for and that nobody runs, locked; those that another process locks are left out. */
function dueJobs(db: Database, names: readonly string[]) {
  const table = jobSchedules;
  const putOff = putOffAfterLostRuns();
  return db.$with('due').as(
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
}

type Due = ReturnType<typeof dueJobs>;

/** Gives the due jobs to the claimant; a run that was lost is counted as a failure. */
function claimOf(db: Database, due: Due, { holder, ttlMs }: Pick<Claimant, 'holder' | 'ttlMs'>) {
  const table = jobSchedules;
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
  return db.$with('claimed').as(claim);
}

/** How soon the next of the jobs may be taken that are not due. */
function nextOfOthers(db: Database, due: Due, names: readonly string[]) {
  const table = jobSchedules;
  return db
    .select({ nextInMs: sql`extract(epoch from min(${freeAgainAt()}) - now()) * 1000`.as('next_in_ms') })
    .from(table)
    .where(
      and(inArray(table.name, [...names]), notInArray(table.name, db.select({ name: due.name }).from(due))),
    )
    .as('others');
}

/** When a job may be taken that may not be taken now: null where it is paused, and nobody asked for it. */
function freeAgainAt(): SQL {
  const { requestedAt, pausedAt, nextDueAt, leaseExpiresAt } = jobSchedules;
  const leaseIsOverAt = sql`${leaseExpiresAt} + ${putOffAfterLostRuns()}`;
  return sql`case when ${requestedAt} is not null then coalesce(${leaseIsOverAt}, now())
    when ${pausedAt} is null then greatest(${nextDueAt}, ${leaseIsOverAt}) end`;
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
