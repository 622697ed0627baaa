import type { App } from '../../src/app/app.ts';
import { providerWatchWork } from '../../src/app/build-provider-watch.ts';
import type { Providers } from '../../src/app/build-providers.ts';
import { reconcileWork } from '../../src/app/reconcile-work.ts';
import type { WorkerWork } from '../../src/app/recurrent-jobs.ts';
import type { ActiveRuns } from '../run-registry.ts';
import { earlyFinishWork } from './early-finish.ts';
import { refreshWork } from './refresh.ts';
import { sweepWork } from './sweep.ts';

export type WorkerWorkOptions = { app: App; providers: Providers; runs: ActiveRuns };

/** The work of a worker's recurrent jobs: those that ask providers, and those that any process does. */
export function workerWork(options: WorkerWorkOptions): WorkerWork {
  const { app, providers } = options;
  return {
    reconcile: reconcileWork(app),
    'watch-providers': providerWatchWork(app, providers),
    ...refreshWork(options),
    'sweep-seasons': sweepWork(options),
    'finish-early': earlyFinishWork(options),
  };
}
