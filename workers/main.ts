import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildApp } from '../src/app/build-app.ts';
import { buildProviderWatch } from '../src/app/build-provider-watch.ts';
import { buildProviders } from '../src/app/build-providers.ts';
import { createLogLevelFollower } from '../src/app/log-level-follower.ts';
import { followLogLevelSignal } from '../src/app/log-level-signal.ts';
import { processEnvironment } from '../src/config/process-environment.ts';
import { endProcess, followParent, runMain, untilStopSignal } from '../src/app/process-life.ts';
import type { Sport } from '../src/domain/sport.ts';
import { MAINTENANCE_QUEUE, allQueueNames, seedingQueue } from '../src/queue/catalog.ts';
import { createWorkerSet } from './worker-set.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

const USAGE = `Usage: npm run worker -- [--queues ${allQueueNames().join(',')}] [--concurrency N]`;

type WorkerFlags = {
  queues: readonly string[] | undefined;
  concurrency: number | undefined;
  exitWithParent: boolean;
};

function readFlags(): WorkerFlags | string {
  try {
    const { values } = parseArgs({
      options: {
        queues: { type: 'string' },
        concurrency: { type: 'string' },
        'exit-with-parent': { type: 'boolean' },
      },
    });
    const queues = values.queues?.split(',').map((name) => name.trim());
    const unknown = queues?.find((name) => !allQueueNames().includes(name));
    if (unknown !== undefined)
      return `There is no queue named "${unknown}": choose from ${allQueueNames().join(', ')}.`;
    const concurrency = values.concurrency === undefined ? undefined : Number(values.concurrency);
    if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) {
      return `--concurrency is "${values.concurrency}": give a whole number above 0.`;
    }
    return { queues, concurrency, exitWithParent: values['exit-with-parent'] === true };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

await runMain(async () => {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const flags = readFlags();
  if (typeof flags === 'string') {
    process.stderr.write(`${flags}\n${USAGE}\n`);
    process.exitCode = 64;
    return;
  }
  const app = await buildApp({
    processName: 'worker',
    environment: processEnvironment(),
    projectRoot: PROJECT_ROOT,
  });
  followLogLevelSignal(app.logger);
  const providers = buildProviders(app);
  const workers = createWorkerSet({
    app,
    providers,
    queues: flags.queues ?? queuesOf(app.config.seeding.sportsEnabled),
    concurrency: flags.concurrency ?? app.config.seeding.maxConcurrentSeeds,
    onGiveUp: () => endProcess('stuck'),
  });
  const watch = buildProviderWatch(app, providers);
  const logLevel = createLogLevelFollower(app);
  const stopped = untilStopSignal(
    async () => {
      await workers.stop();
      await watch.stop();
      await logLevel.stop();
      await providers.close();
      await app.close();
    },
    app.logger,
    app.config.seeding.shutdownDeadlineMs,
  );
  if (flags.exitWithParent) followParent();
  await watch.start();
  await logLevel.start();
  await workers.start();
  await stopped;
});

/** The queues of the enabled sports, and the chores. */
function queuesOf(sports: readonly Sport[]): readonly string[] {
  return [...sports.map(seedingQueue), MAINTENANCE_QUEUE];
}
