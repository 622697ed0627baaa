import { Gauge, type Registry } from 'prom-client';
import { readJobs } from '../../jobs/schedules/job-control.ts';
import type { JobStatus } from '../../jobs/schedules/job-status.ts';
import type { MetricGroup } from './metric-group.ts';

/** The metrics of recurrent jobs. */
export const jobMetrics: MetricGroup = (registry) => {
  const metrics = defineJobMetrics(registry);
  return async (db) => fillJobs(metrics, await readJobs(db, undefined));
};

type JobMetrics = ReturnType<typeof defineJobMetrics>;

/** Declares the metrics of recurrent jobs, without values. */
function defineJobMetrics(registry: Registry) {
  const gauge = (name: string, help: string): Gauge<'job'> =>
    new Gauge({ name: `scoracle_schedule_${name}`, help, labelNames: ['job'], registers: [registry] });
  return {
    lastRun: gauge(
      'last_run_seconds',
      'When a recurrent job started last, in seconds of the epoch; absent before its first run.',
    ),
    lastSuccess: gauge(
      'last_success_seconds',
      'When a recurrent job went well last, in seconds of the epoch; absent before that.',
    ),
    lastDuration: gauge('last_duration_seconds', 'How long the last run of a recurrent job took.'),
    lateness: gauge(
      'lateness_seconds',
      'How long a recurrent job has been due without a start; 0 when it is not.',
    ),
    overdue: gauge('is_late', 'Whether a recurrent job is late by more than its patience.'),
    failures: gauge('failures_in_a_row', 'Failed runs of a recurrent job since it last went well.'),
    paused: gauge('is_paused', 'Whether somebody has paused a recurrent job.'),
  };
}

/** Sets them; jobs that are switched off have none. */
function fillJobs(metrics: JobMetrics, jobs: readonly JobStatus[]): void {
  for (const metric of Object.values(metrics)) metric.reset();
  const seconds = (at: Date): number => at.getTime() / 1_000;
  for (const job of jobs.filter(({ state }) => state !== 'off')) {
    const labels = { job: job.name };
    if (job.last_started_at) metrics.lastRun.set(labels, seconds(job.last_started_at));
    if (job.last_succeeded_at) metrics.lastSuccess.set(labels, seconds(job.last_succeeded_at));
    if (job.last_duration_ms !== null) metrics.lastDuration.set(labels, job.last_duration_ms / 1_000);
    metrics.lateness.set(labels, job.lateness_ms / 1_000);
    metrics.overdue.set(labels, Number(job.state === 'late'));
    metrics.failures.set(labels, job.failures_in_a_row);
    metrics.paused.set(labels, Number(job.paused_at !== null));
  }
}
