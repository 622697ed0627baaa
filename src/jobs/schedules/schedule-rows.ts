import { type SQL, and, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { jobSchedules } from '../../db/schema/job-schedules.ts';
import { firstMatchMs, usualPatienceMs } from './cadence.ts';
import type { RecurrentJobs } from './recurrent-job.ts';
import type { Settlement } from './settlement.ts';

/** The right to one run of a job. */
export type ClaimedRun = {
  name: string;
  fence: number;
  dueAt: Date;
  startedAt: Date;
  isRequested: boolean;
  /** Failed runs in a row before this one. */
  failuresInARow: number;
  /** The process that had the job and vanished in the middle; null where the run before ended in order. */
  lostHolder: string | null;
};

/** Runs in a row that may fail or be lost before a lost one is put off. */
const LOST_RUNS_AT_ONCE = 2;

const leaseEnd = (ttlMs: number): SQL => sql`now() + ${ttlMs} * interval '1 millisecond'`;

/**
 * Enters the jobs of a catalog: new ones become due, known ones keep their history and take on a changed cadence. One
 * whose cadence became shorter does not wait for the end of the longer one.
 */
export async function registerJobs(db: Database, jobs: RecurrentJobs, nowMs: number): Promise<void> {
  const rows = Object.entries(jobs).map(([name, job]) => ({
    name,
    description: job.description,
    runsOn: job.runsOn,
    cadenceMs: 'everyMs' in job.cadence ? job.cadence.everyMs : null,
    cron: 'cron' in job.cadence ? job.cadence.cron : null,
    timeZone: 'cron' in job.cadence ? job.cadence.timeZone : null,
    timeoutMs: job.timeoutMs,
    lateAfterMs: job.lateAfterMs ?? usualPatienceMs(job.cadence),
    offBecause: job.offBecause ?? null,
    nextDueAt: 'cron' in job.cadence ? new Date(firstMatchMs(job.cadence, nowMs)) : sql`now()`,
  }));
  if (rows.length === 0) return;
  const { cadenceMs, cron, timeZone, nextDueAt } = jobSchedules;
  const given = (column: { name: string }): SQL => sql`excluded.${sql.identifier(column.name)}`;
  const isSameCadence = sql`(${cadenceMs}, ${cron}, ${timeZone})
    is not distinct from (${given(cadenceMs)}, ${given(cron)}, ${given(timeZone)})`;
  await db
    .insert(jobSchedules)
    .values(rows)
    .onConflictDoUpdate({
      target: jobSchedules.name,
      set: {
        description: given(jobSchedules.description),
        runsOn: given(jobSchedules.runsOn),
        cadenceMs: given(cadenceMs),
        cron: given(cron),
        timeZone: given(timeZone),
        timeoutMs: given(jobSchedules.timeoutMs),
        lateAfterMs: given(jobSchedules.lateAfterMs),
        offBecause: given(jobSchedules.offBecause),
        nextDueAt: sql`case when ${isSameCadence} then ${nextDueAt}
          when ${given(cron)} is not null then ${given(nextDueAt)}
          else least(${nextDueAt}, now() + ${given(cadenceMs)} * interval '1 millisecond') end`,
      },
    });
}

/**
 * Takes those of the jobs that are due, or asked for, and that nobody runs. One statement, by the database's clock;
 * any number of processes may ask at once, and each job goes to one of them.
 */
export async function claimDueJobs(
  db: Database,
  { names, holder, ttlMs }: { names: readonly string[]; holder: string; ttlMs: number },
): Promise<readonly ClaimedRun[]> {
  const table = jobSchedules;
  const putOff = putOffAfterLostRuns();
  const due = db.$with('due').as(
    db
      .select({
        name: table.name,
        dueAt: sql`${table.nextDueAt}`.mapWith(table.nextDueAt).as('due_at'),
        lostHolder: sql`${table.holder}`.mapWith(table.holder).as('lost_holder'),
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
  return db
    .with(due)
    .update(table)
    .set({
      holder,
      lastHolder: holder,
      fence: sql`${table.fence} + 1`,
      leaseExpiresAt: leaseEnd(ttlMs),
      lastStartedAt: sql`now()`,
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
      dueAt: due.dueAt,
      startedAt: sql`${table.lastStartedAt}`.mapWith(table.lastStartedAt),
      isRequested: due.isRequested,
      failuresInARow: table.failuresInARow,
      lostHolder: due.lostHolder,
    }) as Promise<readonly ClaimedRun[]>;
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

/** Writes how a run ended and gives the job back; false when another process has taken it over meanwhile. */
export async function settleRun(
  db: Database,
  run: Pick<ClaimedRun, 'name' | 'fence'>,
  settlement: Settlement,
): Promise<boolean> {
  const table = jobSchedules;
  const { outcome, note, error, nextDueMs } = settlement;
  const isFailed = outcome === 'failed' || outcome === 'timed_out';
  const free = { holder: null, leaseExpiresAt: null };
  const ended = {
    lastFinishedAt: sql`now()`,
    lastOutcome: outcome,
    lastNote: note,
    lastError: error,
    lastDurationMs: sql`(extract(epoch from clock_timestamp() - ${table.lastStartedAt}) * 1000)::bigint`,
    runCount: sql`${table.runCount} + 1`,
    failureCount: isFailed ? sql`${table.failureCount} + 1` : table.failureCount,
    ...(isFailed ? { failuresInARow: sql`${table.failuresInARow} + 1` } : {}),
    ...(outcome === 'done' ? { lastSucceededAt: sql`now()`, failuresInARow: 0 } : {}),
    ...(nextDueMs === undefined ? {} : { nextDueAt: new Date(nextDueMs) }),
    // Who asked while the run was on its way gets another one.
    requestedAt: sql`case when ${table.requestedAt} > ${table.lastStartedAt} then ${table.requestedAt} end`,
    requestedBy: sql`case when ${table.requestedAt} > ${table.lastStartedAt} then ${table.requestedBy} end`,
  };
  const settled = await db
    .update(table)
    .set(outcome === 'released' ? free : { ...free, ...ended })
    .where(isHeldBy(run))
    .returning({ name: table.name });
  return settled.length > 0;
}
