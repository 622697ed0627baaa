import { fileURLToPath } from 'node:url';
import { buildApp } from '../src/app/build-app.ts';
import { buildProviderStart } from '../src/app/build-provider-watch.ts';
import { buildProviders } from '../src/app/build-providers.ts';
import { createLogLevelFollower } from '../src/app/log-level-follower.ts';
import { followLogLevelSignal } from '../src/app/log-level-signal.ts';
import { processEnvironment } from '../src/config/process-environment.ts';
import { endProcess, followParent, listenForStop } from '../src/app/process-life.ts';
import { runWithFlags } from '../src/app/start-flags.ts';
import { type Sport, hasBoxScores } from '../src/domain/sport.ts';
import { collectOldHeapAfter, giveBackMemory } from '../src/platform/old-heap.ts';
import { letYoungHeapGrow } from '../src/platform/young-heap.ts';
import { type WorkerParts, createWorkerSet } from './worker-set.ts';
import { MAINTENANCE_QUEUE, WORK_QUEUE, allQueueNames, seedingQueue } from '../src/jobs/queue-names.ts';

/** A worker makes some megabytes of objects a game, most of them for a moment. */
const MOST_YOUNG_HEAP_BYTES = 32 * 1024 * 1024;

/**
 * The games under way are older than a few collections of new objects, so that what they leave is collected with the
 * old ones. With 20 at once a worker takes 190 MiB with this, and 310 MiB with V8's own choice, for 5 % less processor time
 * than with a growth of 40 %.
 */
const OLD_HEAP_GROWTH_PERCENT = 60;

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

const USAGE = `Usage: npm run worker -- [--queues ${allQueueNames().join(',')}] [--concurrency N]`;

type WorkerFlags = { queues: readonly string[] | undefined; concurrency: number | undefined };

/** Runs a worker process with what the features hand in, until it is told to stop. */
export function runWorker(parts: WorkerParts): Promise<void> {
  return runWithFlags({ usage: USAGE, options: ['queues', 'concurrency'], read: readFlags }, (flags) =>
    work(parts, flags),
  );
}

function readFlags({
  queues: named,
  concurrency: given,
}: {
  queues?: string;
  concurrency?: string;
}): WorkerFlags | string {
  const queues = named?.split(',').map((name) => name.trim());
  const unknown = queues?.find((name) => !allQueueNames().includes(name));
  if (unknown !== undefined) {
    return `There is no queue named "${unknown}": choose from ${allQueueNames().join(', ')}.`;
  }
  const concurrency = given === undefined ? undefined : Number(given);
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) {
    return `--concurrency is "${given}": give a whole number above 0.`;
  }
  return { queues, concurrency };
}

async function work(parts: WorkerParts, flags: WorkerFlags & { exitWithParent: boolean }): Promise<void> {
  const request = listenForStop();
  if (flags.exitWithParent) followParent();
  const app = await buildApp({
    processName: 'worker',
    environment: processEnvironment(),
    projectRoot: PROJECT_ROOT,
    concurrency: flags.concurrency,
    signal: request.signal,
  });
  followLogLevelSignal(app.logger);
  const providers = buildProviders(app);
  const workers = createWorkerSet({
    app,
    providers,
    parts,
    queues: flags.queues ? withWork(flags.queues) : queuesOf(app.config.seeding.sportsEnabled),
    concurrency: flags.concurrency ?? app.config.seeding.maxConcurrentSeeds,
    onGiveUp: () => endProcess('stuck'),
  });
  const providerStart = buildProviderStart(app, providers);
  const logLevel = createLogLevelFollower(app);
  const stopped = request.thenStop(
    async () => {
      await workers.stop();
      await logLevel.stop();
      await providers.close();
      await app.close();
    },
    app.logger,
    app.config.seeding.shutdownDeadlineMs,
  );
  await providerStart.start();
  await logLevel.start();
  // The sources that this process runs, read while they are that and while there are files to be had: a process that
  // has jobs must not end for want of a file.
  app.parserVersion();
  await app.loadServices(['ingestService', 'reconciler']);
  collectOldHeapAfter(OLD_HEAP_GROWTH_PERCENT);
  giveBackMemory();
  await workers.start();
  letYoungHeapGrow(MOST_YOUNG_HEAP_BYTES);
  await stopped;
}

/** Who takes chores takes the work that they ask for too: installations named their queues before there was any. */
function withWork(queues: readonly string[]): readonly string[] {
  return queues.includes(MAINTENANCE_QUEUE) ? [...new Set([...queues, WORK_QUEUE])] : queues;
}

/** The queues of the enabled sports, and the chores. */
function queuesOf(sports: readonly Sport[]): readonly string[] {
  return [...sports.filter(hasBoxScores).map(seedingQueue), WORK_QUEUE, MAINTENANCE_QUEUE];
}
