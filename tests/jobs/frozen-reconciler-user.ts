import { buildApp } from '../../src/app/build-app.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createReconciler } from '../../src/jobs/reconciler.ts';
import type { QueueStore } from '../../src/jobs/store.ts';

/**
 * Reconciles once, in a process of its own that a test freezes: says `comparing` on stdout in the middle, goes on
 * when a line comes in on stdin, and ends with its report.
 */
const app = await buildApp({
  processName: 'control',
  environment: process.env,
  projectRoot: process.cwd(),
  overrides: { logger: silentLogger() },
});
const { clock, jobLeases: leases } = app;
const store: QueueStore = {
  ...app.store,
  lookUpJobs(queueName) {
    const lookUp = app.store.lookUpJobs(queueName);
    return async (jobIds) => {
      const jobs = await lookUp(jobIds);
      const goOn = new Promise((resolve) => process.stdin.once('data', resolve));
      process.stdout.write('comparing\n');
      await goOn;
      return jobs;
    };
  },
};
const reconciler = createReconciler({
  db: app.database.db,
  leases,
  store,
  clock,
  logger: silentLogger(),
});
const report = await reconciler.run();
process.stdout.write(`${JSON.stringify(report)}\n`);
process.stdin.destroy();
await app.close();
