import { hostname } from 'node:os';
import type { RunJob } from '../jobs/schedules/recurrent-job.ts';
import { type JobRunner, createJobRunner } from '../jobs/schedules/runner.ts';
import type { App } from './app.ts';
import { recurrentJobs } from './recurrent-jobs.ts';

/** Runs the recurrent jobs for which a process brings the work. */
export function buildJobRunner(
  app: App,
  processName: 'control' | 'worker',
  work: Readonly<Record<string, RunJob>>,
): JobRunner {
  const { config, registry, database, clock, logger, tracer } = app;
  return createJobRunner({
    db: database.db,
    jobs: recurrentJobs(config, registry),
    work,
    holder: `${processName} ${hostname()} ${process.pid}`,
    clock,
    logger,
    tracer,
  });
}
