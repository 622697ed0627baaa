import { eq, sql } from 'drizzle-orm';
import { jobRuns, jobSchedules } from '../../db/schema/job-schedules.ts';
import { readJobs } from '../../jobs/schedules/job-control.ts';
import type { JobState } from '../../jobs/schedules/job-status.ts';
import type { Fact } from './fact.ts';

/** How many recurrent jobs there are, and which of them do not come or fail again and again. */
export type JobTotals = { known: number; late: readonly string[]; failing: readonly string[] };

export const jobTotals: Fact<null, JobTotals> = {
  name: 'recurrent_jobs',
  meaning:
    'Recurrent jobs that are known, those that are due for longer than their patience, and those that fail.',
  unit: 'jobs',
  window: 'now',
  async read(executor) {
    const jobs = await readJobs(executor, undefined);
    const named = (state: JobState) => jobs.filter((job) => job.state === state).map(({ name }) => name);
    return { known: jobs.length, late: named('late'), failing: named('failing') };
  },
};

/** How punctual a job is: now, and by its runs of some days that are on record. */
export type JobPunctuality = {
  name: string;
  state: JobState;
  /** How long it has been due without a start; 0 when it is not. */
  lateness_ms: number;
  last_lateness_ms: number | null;
  /** Of the runs on record; null where there are none. */
  worst_lateness_ms: number | null;
  median_lateness_ms: number | null;
  runs: number;
  failed_runs: number;
};

export const jobPunctuality: Fact<{ days: number }, readonly JobPunctuality[]> = {
  name: 'recurrent_job_lateness',
  meaning:
    'How long after their time recurrent jobs start: now, and in the runs on record, of which frequent jobs have only those that came to something else than the run before.',
  unit: 'milliseconds',
  window: 'the last days',
  async read(executor, { days }) {
    const jobs = await readJobs(executor, undefined);
    const late = sql`${jobRuns.latenessMs}`;
    const records = await executor
      .select({
        name: jobSchedules.name,
        worst: sql`max(${late})`.mapWith(Number),
        median: sql`percentile_cont(0.5) within group (order by ${late})`.mapWith(Number),
        runs: sql`count(*)`.mapWith(Number),
        failed: sql`count(*) filter (where ${jobRuns.outcome} in ('failed', 'timed_out', 'lost'))`.mapWith(
          Number,
        ),
      })
      .from(jobRuns)
      .innerJoin(jobSchedules, eq(jobSchedules.name, jobRuns.job))
      .where(sql`${jobRuns.startedAt} > now() - ${days} * interval '1 day'`)
      .groupBy(jobSchedules.name);
    return jobs.map(({ name, state, lateness_ms, last_lateness_ms }) => {
      const record = records.find((one) => one.name === name);
      return {
        name,
        state,
        lateness_ms,
        last_lateness_ms,
        worst_lateness_ms: record?.worst ?? null,
        median_lateness_ms: record?.median ?? null,
        runs: record?.runs ?? 0,
        failed_runs: record?.failed ?? 0,
      };
    });
  },
};
