import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { jobSchedules } from '../../db/schema/job-schedules.ts';
import { firstMatchMs, usualPatienceMs } from './cadence.ts';
import type { RecurrentJob, RecurrentJobs } from './recurrent-job.ts';

/**
 * Enters the jobs of a catalog: new ones become due, known ones keep their history and take on a changed cadence. One
 * whose cadence became shorter does not wait for the end of the longer one.
 */
export async function registerJobs(db: Database, jobs: RecurrentJobs, nowMs: number): Promise<void> {
  const rows = Object.entries(jobs).map(([name, job]) => rowOf(name, job, nowMs));
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

/** Enters a job that is not known yet; false where it is. */
export async function enterMissingJob(
  db: Database,
  name: string,
  job: RecurrentJob,
  nowMs: number,
): Promise<boolean> {
  const entered = await db
    .insert(jobSchedules)
    .values(rowOf(name, job, nowMs))
    .onConflictDoNothing()
    .returning({ name: jobSchedules.name });
  return entered.length > 0;
}

function rowOf(name: string, job: RecurrentJob, nowMs: number) {
  const { cadence } = job;
  return {
    name,
    description: job.description,
    runsOn: job.runsOn,
    cadenceMs: 'everyMs' in cadence ? cadence.everyMs : null,
    cron: 'cron' in cadence ? cadence.cron : null,
    timeZone: 'cron' in cadence ? cadence.timeZone : null,
    timeoutMs: job.timeoutMs,
    lateAfterMs: job.lateAfterMs ?? usualPatienceMs(cadence),
    offBecause: job.offBecause ?? null,
    nextDueAt: 'cron' in cadence ? new Date(firstMatchMs(cadence, nowMs)) : sql`now()`,
  };
}
