import type { App } from '../../src/app/app.ts';
import { buildProviderStart, providerWatchWork } from '../../src/app/build-provider-watch.ts';
import type { Providers } from '../../src/app/build-providers.ts';
import { createPeriodicTask } from '../../src/platform/periodic-task.ts';
import type { Service } from '../../src/platform/service.ts';
import { aRunOf } from './run-context.ts';

const INTERVAL_MS = 20_000;

/** The start of a process and then the job `watch-providers`, as one service that comes by the app's clock. */
export function watchProviders(app: App, providers: Providers): Service {
  const { clock, logger } = app;
  const work = providerWatchWork(app, providers);
  const task = createPeriodicTask({
    name: 'watch-providers',
    intervalMs: INTERVAL_MS,
    async run(signal) {
      await work(aRunOf('watch-providers', signal));
    },
    clock,
    logger,
  });
  return {
    name: task.name,
    async start() {
      await buildProviderStart(app, providers).start();
      await task.start();
    },
    stop: task.stop,
  };
}
