import { hostname } from 'node:os';
import type { RunJob } from '../jobs/schedules/recurrent-job.ts';
import { type JobRunner, createJobRunner } from '../jobs/schedules/runner.ts';
import type { App } from './app.ts';
import type { JobGroup } from './jobs/job-group.ts';

/** The jobs of workers come minutes apart, and a fleet has many workers that look for them. */
const WORKER_REST_MS = 2_000;

/** Runs the recurrent jobs for which a process brings the work; undefined is none. */
export function buildJobRunner(
  app: App,
  processName: 'control' | 'worker',
  jobs: Pick<JobGroup, 'declare'>,
  work: Readonly<Record<string, RunJob | undefined>>,
): JobRunner {
  const { config, registry, database, clock, logger, tracer } = app;
  return createJobRunner({
    db: database.db,
    jobs: jobs.declare(config, registry),
    work: Object.fromEntries(
      Object.entries(work).flatMap(([name, run]) => (run === undefined ? [] : [[name, run]])),
    ),
    restMs: processName === 'worker' ? WORKER_REST_MS : undefined,
    holder: `${processName} ${hostname()} ${process.pid}`,
    clock,
    logger,
    tracer,
  });
}
