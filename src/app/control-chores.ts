import { createPeriodicTask } from '../platform/periodic-task.ts';
import type { Service } from '../platform/service.ts';
import type { App } from './app.ts';
import { controlWork } from './control-work.ts';
import { buildJobRunner } from './job-runner.ts';
import type { ControlWork } from './recurrent-jobs.ts';

/** How often the queue store is asked whether it answers at all, so that nobody else has to find out by waiting. */
const SILENCE_INTERVAL_MS = 1_000;

/**
 * What a control process does beside answering: the recurrent jobs that are its own, and the watch over the queue
 * store's silence, which each process keeps for itself. Several control processes may do this at once; `providerWork`
 * is left out where no provider is wired.
 */
export function createControlChores(app: App, providerWork: Partial<ControlWork> = {}): Service {
  const { clock, logger, store } = app;
  const silenceWatch = createPeriodicTask({
    name: 'ask-queue-store',
    intervalMs: SILENCE_INTERVAL_MS,
    run: async () => store.silence?.look(),
    clock,
    logger,
  });
  const runner = buildJobRunner(app, 'control', { ...controlWork(app), ...providerWork });
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
