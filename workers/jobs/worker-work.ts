import { providerWatchWork } from '../../src/app/build-provider-watch.ts';
import { reconcileWork } from '../../src/app/reconcile-work.ts';
import type { WorkerWork } from '../../src/app/recurrent-jobs.ts';
import { earlyFinishWork } from './early-finish.ts';
import { refreshWork } from './refresh.ts';
import { sweepWork } from './sweep.ts';
import type { WorkerWorkOptions } from './worker-work-options.ts';

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
