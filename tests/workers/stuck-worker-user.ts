import { endProcess } from '../../src/app/process-life.ts';
import { runWorkerOfTest } from './worker-of-test.ts';

/** A worker process that never gets a job, whatever connections it makes. */
await runWorkerOfTest((built) => ({
  app: {
    ...built,
    store: {
      ...built.store,
      createWorker: (options: Parameters<typeof built.store.createWorker>[0]) => ({
        ...built.store.createWorker(options),
        start: () => undefined,
      }),
    },
  },
  queues: ['seeding-nba'],
  concurrency: 2,
  onGiveUp: () => endProcess('stuck'),
}));
