import { hostname } from 'node:os';
import type { App } from '../src/app/app.ts';
import type { Providers } from '../src/app/build-providers.ts';
import { buildJobRunner } from '../src/app/job-runner.ts';
import type { JobGroup } from '../src/app/jobs/job-group.ts';
import type { WorkKinds } from '../src/app/work-kinds.ts';
import type { Database } from '../src/db/database.ts';
import { recordSystemEvent } from '../src/db/system-events.ts';
import { MISSING_AFTER_MS } from '../src/jobs/ledger/abandoned-claims.ts';
import { type RegisteredKind, createKindCatalog } from '../src/jobs/kinds.ts';
import { MAINTENANCE_QUEUE } from '../src/jobs/queue-names.ts';
import type { JobRunner } from '../src/jobs/schedules/runner.ts';
import { providerExpectations } from '../src/monitoring/providers/provider-expectations.ts';
import type { PeriodicTask } from '../src/platform/periodic-task.ts';
import type { Service } from '../src/platform/service.ts';
import { type Handlers, createHandlers, dispatch } from './handlers/handlers.ts';
import { type WorkerHeartbeat, createWorkerHeartbeat } from './heartbeat.ts';
import { createLeaseRenewal } from './lease-renewal.ts';
import { type LocalRest, type LocalRestOptions, createLocalRest } from './local-rest.ts';
import { type QueueCrew, createQueueCrew } from './queue-crew.ts';
import { type ActiveRuns, createActiveRuns } from './run-registry.ts';
import { endRuns } from './stop-workers.ts';
import { createWatchdog } from './watchdog.ts';
import { whileRunning } from './while-running.ts';

/** What the features hand in to workers. */
export type WorkerParts = { jobs: JobGroup; kinds: WorkKinds };

export type WorkerSetOptions = {
  app: App;
  providers: Providers;
  parts: WorkerParts;
  queues: readonly string[];
  concurrency: number;
  /** The kinds of work that these workers run, with their handlers; default those of all features. */
  kinds?: readonly RegisteredKind[];
  /** Told when a queue gives no jobs any more and new connections did not help: the process has to end. */
  onGiveUp?: (queueName: string) => void;
};

/**
 * The workers of one process: one BullMQ worker per queue, the recurrent jobs of workers where it takes the queue
 * `maintenance`, the renewal of leases, the heartbeat and the watchdog.
 *
 * `stop` takes no new deliveries, lets runs finish within the configured deadline, then aborts the rest, which
 * release their tasks without burning an attempt.
 */
export function createWorkerSet(options: WorkerSetOptions): Service & { workerId: string } {
  const crew = assemble(options);
  const { workerId, crews, jobs, renewal, heartbeat, watchdog } = crew;
  const { app, queues, concurrency } = options;
  const { config, logger, store } = app;
  let stopping: Promise<void> | undefined;
  return {
    name: 'workers',
    workerId,
    async start() {
      await heartbeat.beat();
      for (const one of crews) one.start();
      await jobs?.start();
      await renewal.start();
      await heartbeat.start();
      if (config.seeding.watchdogMs > 0) await watchdog.start();
      logger.info({ workerId, queues, concurrency, store: store.kind }, 'workers are taking jobs');
    },
    stop() {
      stopping ??= stopAll(crew, app);
      return stopping;
    },
  };
}

/** Everything that a worker process runs. */
type Assembled = {
  workerId: string;
  runs: ActiveRuns;
  rest: LocalRest;
  crews: readonly QueueCrew[];
  jobs: JobRunner | undefined;
  renewal: PeriodicTask;
  heartbeat: WorkerHeartbeat;
  watchdog: PeriodicTask;
};

function assemble(options: WorkerSetOptions): Assembled {
  const { app, providers, parts, queues, concurrency, onGiveUp = () => undefined } = options;
  const { kinds = parts.kinds({ app, providers }) } = options;
  const { config, clock, logger, database, store } = app;
  const { db } = database;
  const workerId = `${hostname()}-${process.pid}-${Math.floor(app.random() * 0xffffff).toString(16)}`;
  const runs = createActiveRuns(clock);
  const jobs = queues.includes(MAINTENANCE_QUEUE) ? buildWorkerJobs(options, runs) : undefined;
  const crews: QueueCrew[] = [];
  const rest = createLocalRest({ ...intakeOf(crews, jobs), tell: tellRest(db, workerId), clock, logger });
  const handlers = createHandlers({
    app,
    providers,
    runs,
    workerId,
    kinds: createKindCatalog(kinds),
    onLocalFailure: rest.note,
    isWitness: () => heartbeat.isUnbroken(MISSING_AFTER_MS),
  });
  crews.push(...queues.map((queueName) => buildCrew(options, { queueName, workerId, handlers })));
  const { watchdogMs: stallMs } = config.seeding;
  const watchdog = createWatchdog({ db, store, crews, workerId, stallMs, clock, logger, onGiveUp });
  const { keyProblem } = providerExpectations(app);
  const heartbeat = createWorkerHeartbeat({
    app,
    workerId,
    queues,
    kinds: kinds.map(({ kind }) => kind.name),
    concurrency,
    runs,
    startedAtMs: clock.nowMs(),
    problems: () => [keyProblem, rest.problem()],
    rebuiltCount: watchdog.rebuiltCount,
  });
  const renewal = createLeaseRenewal({ db, runs, leaseMs: config.queue.leaseMs, clock, logger });
  return { workerId, runs, rest, crews, jobs, renewal, heartbeat, watchdog };
}

function buildWorkerJobs({ app, providers, parts }: WorkerSetOptions, runs: ActiveRuns): JobRunner {
  const work = parts.jobs.workers({ app, providers, whileRunning: whileRunning(runs) });
  return buildJobRunner(app, 'worker', parts.jobs, work);
}

/** How a process stops taking work for a while, and goes on. */
function intakeOf(
  crews: readonly QueueCrew[],
  jobs: JobRunner | undefined,
): Pick<LocalRestOptions, 'pauseIntake' | 'resumeIntake'> {
  return {
    pauseIntake() {
      jobs?.pauseIntake();
      return Promise.all(crews.map((crew) => crew.pauseIntake()));
    },
    resumeIntake() {
      jobs?.resumeIntake();
      for (const crew of crews) crew.resumeIntake();
    },
  };
}

function tellRest(db: Database, workerId: string): LocalRestOptions['tell'] {
  return (problem) =>
    recordSystemEvent(db, {
      kind: 'worker_rests',
      subject: workerId,
      message: `The worker ${workerId} takes no jobs for a while: ${problem}`,
    });
}

function buildCrew(
  { app, concurrency }: WorkerSetOptions,
  { queueName, workerId, handlers }: { queueName: string; workerId: string; handlers: Handlers },
): QueueCrew {
  const { config, clock, logger, store } = app;
  return createQueueCrew({
    createWorker: store.createWorker,
    queueName,
    // Only deliveries that an earlier version left there.
    concurrency: queueName === MAINTENANCE_QUEUE ? 1 : concurrency,
    isRetired: queueName === MAINTENANCE_QUEUE,
    lockMs: config.queue.lockMs,
    workerName: workerId,
    handle: (delivery) => dispatch(handlers, delivery),
    clock,
    logger,
  });
}

async function stopAll(
  { runs, rest, crews, jobs, renewal, heartbeat, watchdog }: Assembled,
  { config, clock, logger }: App,
): Promise<void> {
  heartbeat.noteStopping();
  rest.stop();
  await watchdog.stop();
  // At once: should we be killed before we are done, nobody holds that against the games that run here.
  await heartbeat
    .beat()
    .catch((error: unknown) => logger.debug({ err: error }, 'the stop could not be told now'));
  await intakeOf(crews, jobs).pauseIntake();
  await endRuns(runs, { deadlineMs: config.seeding.shutdownDeadlineMs, clock, logger });
  await Promise.all([jobs?.stop(), ...crews.map((crew) => crew.close())]);
  await Promise.all([renewal.stop(), heartbeat.stop()]);
}
