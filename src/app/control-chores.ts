import { createPeriodicTask } from '../platform/periodic-task.ts';
import type { Service } from '../platform/service.ts';
import type { App } from './app.ts';
import type { DatasetCatalog } from '../datasets/catalog.ts';
import { buildJobRunner } from './job-runner.ts';
import type { ControlJobDeps, JobGroup } from './jobs/job-group.ts';

/** What the features hand in to the jobs of a control process. */
export type ChoreParts = { jobs: JobGroup; datasets: DatasetCatalog };

/** The work of jobs that ask providers. */
export type ProviderWork = Pick<ControlJobDeps, 'watchProviders' | 'deliverAlerts'>;

/** How often the queue store is asked whether it answers at all, so that nobody else has to find out by waiting. */
const SILENCE_INTERVAL_MS = 1_000;

/**
 * What a control process does beside answering: the recurrent jobs that are its own, and the watch over the queue
 * store's silence, which each process keeps for itself. Several control processes may do this at once; what asks
 * providers is left out where none is wired.
 */
export function createControlChores(
  app: App,
  { jobs, datasets }: ChoreParts,
  { watchProviders, deliverAlerts }: Partial<ProviderWork> = {},
): Service {
  const { clock, logger, store } = app;
  const silenceWatch = createPeriodicTask({
    name: 'ask-queue-store',
    intervalMs: SILENCE_INTERVAL_MS,
    run: async () => store.silence?.look(),
    clock,
    logger,
  });
  const runner = buildJobRunner(
    app,
    'control',
    jobs,
    jobs.control({ app, datasets, watchProviders, deliverAlerts }),
  );
  return {
    name: 'chores',
    async start() {
      await silenceWatch.start();
      await runner.start();
    },
    async stop() {
      await Promise.all([silenceWatch.stop(), runner.stop()]);
    },
  };
}
