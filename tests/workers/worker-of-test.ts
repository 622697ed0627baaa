import { loadWorkerParts } from '../../src/features/worker-parts.ts';
import type { App } from '../../src/app/app.ts';
import { buildApp } from '../../src/app/build-app.ts';
import { type Providers, buildProviders } from '../../src/app/build-providers.ts';
import { followParent, listenForStop } from '../../src/app/process-life.ts';
import { createWorkerSet } from '../../workers/worker-set.ts';

type WorkerParts = Omit<Parameters<typeof createWorkerSet>[0], 'app' | 'providers' | 'parts'> & {
  app?: App;
  providers?: Providers;
};

/** Runs this process as a worker with parts of it changed by the test, until it is told to stop. */
export async function runWorkerOfTest(change: (app: App) => WorkerParts): Promise<void> {
  const request = listenForStop();
  followParent();
  const built = await buildApp({
    processName: 'worker',
    environment: process.env,
    projectRoot: process.cwd(),
    signal: request.signal,
  });
  const { app = built, providers: changed, ...rest } = change(built);
  const providers = changed ?? buildProviders(app);
  const workers = createWorkerSet({ app, providers, parts: await loadWorkerParts(), ...rest });
  const stopped = request.thenStop(async () => {
    await workers.stop();
    await providers.close();
    await app.close();
  }, app.logger);
  await workers.start();
  await stopped;
}
