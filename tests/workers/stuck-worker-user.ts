import { buildApp } from '../../src/app/build-app.ts';
import { buildProviders } from '../../src/app/build-providers.ts';
import { endProcess, followParent, untilStopSignal } from '../../src/app/process-life.ts';
import { createWorkerSet } from '../../workers/worker-set.ts';

/** A worker process that never gets a job, whatever connections it makes. */
const built = await buildApp({ processName: 'worker', environment: process.env, projectRoot: process.cwd() });
const app = {
  ...built,
  store: {
    ...built.store,
    createWorker: (options: Parameters<typeof built.store.createWorker>[0]) => ({
      ...built.store.createWorker(options),
      start: () => undefined,
    }),
  },
};
const providers = buildProviders(app);
const workers = createWorkerSet({
  app,
  providers,
  queues: ['seeding-nba'],
  concurrency: 2,
  onGiveUp: () => endProcess('stuck'),
});
const stopped = untilStopSignal(async () => {
  await workers.stop();
  await providers.close();
  await app.close();
}, app.logger);
followParent();
await workers.start();
await stopped;
