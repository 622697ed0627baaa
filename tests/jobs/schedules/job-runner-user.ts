import { buildApp } from '../../../src/app/build-app.ts';
import { createJobRunner } from '../../../src/jobs/schedules/runner.ts';
import { silentLogger } from '../../../src/platform/logger.ts';

/**
 * Runs the job `slow` in a process of its own that a test kills or freezes: says `running` on stdout when a run
 * begins, and how its signal ended when it does; a run goes on until it is aborted.
 */
const app = await buildApp({
  processName: 'worker',
  environment: process.env,
  projectRoot: process.cwd(),
  overrides: { logger: silentLogger() },
});
const runner = createJobRunner({
  db: app.database.db,
  jobs: {
    slow: { description: 'Takes its time.', runsOn: 'both', cadence: { everyMs: 1_000 }, timeoutMs: 600_000 },
  },
  work: {
    async slow({ signal }) {
      process.stdout.write('running\n');
      await app.clock.sleep(600_000, signal).catch(() => undefined);
      process.stdout.write(`${signal.reason instanceof Error ? signal.reason.name : 'no reason'}\n`);
      return { note: 'of the child' };
    },
  },
  holder: `child ${process.pid}`,
  clock: app.clock,
  logger: silentLogger(),
  tracer: app.tracer,
  leaseMs: 1_500,
});
await runner.start();
process.stdin.once('data', () => {
  process.stdin.destroy();
  void runner.stop().then(() => app.close());
});
