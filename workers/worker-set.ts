import { hostname } from 'node:os';
import type { App } from '../src/app/app.ts';
import type { Providers } from '../src/app/build-providers.ts';
import type { JobGroup } from '../src/app/jobs/job-group.ts';
import type { WorkKinds } from '../src/app/work-kinds.ts';
import { createClockWatch } from '../src/fleet/clock-watch.ts';
import { type Heartbeat, removeHeartbeat, writeHeartbeat } from '../src/fleet/heartbeats.ts';
import { recordSystemEvent } from '../src/db/system-events.ts';
import { measureEventLoopLag } from '../src/platform/event-loop-lag.ts';
import { providerExpectations } from '../src/monitoring/providers/provider-expectations.ts';
import { type PeriodicTask, createPeriodicTask } from '../src/platform/periodic-task.ts';
import type { Service } from '../src/platform/service.ts';
import { type RegisteredKind, createKindCatalog } from '../src/jobs/kinds.ts';
import { LEDGER_TABLES, renewLeases } from '../src/jobs/ledger/leases.ts';
import { buildJobRunner } from '../src/app/job-runner.ts';
import { createHandlers, dispatch } from './handlers/handlers.ts';
import { createLocalRest } from './local-rest.ts';
import { type QueueCrew, createQueueCrew } from './queue-crew.ts';
import { createActiveRuns } from './run-registry.ts';
import { createWatchdog } from './watchdog.ts';
import { whileRunning } from './while-running.ts';
import { MAINTENANCE_QUEUE, WORK_QUEUE } from '../src/jobs/queue-names.ts';

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

const TABLES = Object.keys(LEDGER_TABLES) as (keyof typeof LEDGER_TABLES)[];

/** Often enough that a worker that died is missed within seconds. */
const BEAT_INTERVAL_MS = 2_000;

/** After the deadline, runs get this long to notice the abort and release their tasks. */
const RELEASE_GRACE_MS = 5_000;

/**
 * The workers of one process: one BullMQ worker per queue, the recurrent jobs of workers where it takes the queue
 * `maintenance`, the renewal of leases, the heartbeat and the watchdog.
 *
 * `stop` takes no new deliveries, lets runs finish within the configured deadline, then aborts the rest, which
 * release their tasks without burning an attempt.
 */
export function createWorkerSet({
  app,
  providers,
  parts,
  queues,
  concurrency,
  kinds = parts.kinds({ app, providers }),
  onGiveUp = () => undefined,
}: WorkerSetOptions): Service & { workerId: string } {
  const { config, clock, logger, database } = app;
  const workerId = `${hostname()}-${process.pid}-${Math.floor(app.random() * 0xffffff).toString(16)}`;
  const runs = createActiveRuns(clock);
  const rest = createLocalRest({
    pauseIntake() {
      jobs?.pauseIntake();
      return Promise.all(crews.map((crew) => crew.pauseIntake()));
    },
    resumeIntake() {
      jobs?.resumeIntake();
      for (const crew of crews) crew.resumeIntake();
    },
    tell: (problem) =>
      recordSystemEvent(database.db, {
        kind: 'worker_rests',
        subject: workerId,
        message: `The worker ${workerId} takes no jobs for a while: ${problem}`,
      }),
    clock,
    logger,
  });
  const handlers = createHandlers({
    app,
    providers,
    runs,
    workerId,
    kinds: createKindCatalog(kinds),
    onLocalFailure: rest.note,
  });
  const startedAtMs = clock.nowMs();
  const { keyProblem } = providerExpectations(app);
  let state: Heartbeat['state'] = 'running';
  let stopping: Promise<void> | undefined;
  const lag = measureEventLoopLag();
  const crews: readonly QueueCrew[] = queues.map((queueName) =>
    createQueueCrew({
      createWorker: app.store.createWorker,
      queueName,
      // Only deliveries that an earlier version left there.
      concurrency: queueName === MAINTENANCE_QUEUE ? 1 : concurrency,
      lockMs: config.queue.leaseMs,
      workerName: workerId,
      handle: (delivery) => dispatch(handlers, delivery),
      clock,
      logger,
    }),
  );
  const jobs = queues.includes(MAINTENANCE_QUEUE)
    ? buildJobRunner(
        app,
        'worker',
        parts.jobs,
        parts.jobs.workers({ app, providers, whileRunning: whileRunning(runs) }),
      )
    : undefined;
  const watchdog = createWatchdog({
    db: database.db,
    store: app.store,
    crews,
    workerId,
    stallMs: config.seeding.watchdogMs,
    clock,
    logger,
    onGiveUp,
  });
  let renewedAtMs = startedAtMs;

  const clockWatch = createClockWatch({ clock, limitMs: config.database.clockSkewLimitMs, logger });

  async function beat(): Promise<void> {
    await clockWatch.around(() =>
      writeHeartbeat(database.db, {
        workerId,
        hostname: hostname(),
        processId: process.pid,
        version: app.version,
        queues,
        kinds: queues.includes(WORK_QUEUE) ? kinds.map(({ kind }) => kind.name) : [],
        concurrency,
        runningTaskIds: runs
          .leases()
          .flatMap(({ taskId, table = 'task' }) => (table === 'task' ? taskId : [])),
        ...runs.counts(),
        state,
        startedAtMs,
        eventLoopLagMs: lag.worstMs(),
        problems: [keyProblem, clockWatch.problem(), rest.problem()].filter(
          (problem) => problem !== undefined,
        ),
        rebuilt: watchdog.rebuiltCount(),
        clockSkewMs: clock.skewMs(),
      }),
    );
  }

  const renewal: PeriodicTask = createPeriodicTask({
    name: 'lease-renewal',
    intervalMs: Math.floor(config.queue.leaseMs / 3),
    clock,
    logger,
    async run() {
      const beganAtMs = clock.nowMs();
      for (const table of TABLES) {
        const current = runs.leases().filter((run) => (run.table ?? 'task') === table);
        const renewing = renewLeases(database.db, current, config.queue.leaseMs, table);
        const held = await renewing.catch((error: unknown) => {
          // Out of reach for longer than a lease holds: others may have these, so their calls are given up.
          if (clock.nowMs() - renewedAtMs > config.queue.leaseMs) runs.abortLost(runs.leases(), new Set());
          throw error;
        });
        const lost = runs.abortLost(current, held);
        if (lost.length > 0) logger.warn({ table, ids: lost }, 'claims lost: the runs are aborted');
      }
      renewedAtMs = beganAtMs;
    },
  });

  const heartbeat: PeriodicTask = createPeriodicTask({
    name: 'heartbeat',
    intervalMs: BEAT_INTERVAL_MS,
    clock,
    logger,
    run: beat,
  });

  async function stopAll(): Promise<void> {
    state = 'stopping';
    rest.stop();
    await watchdog.stop();
    // At once: should we be killed before we are done, nobody holds that against the games that run here.
    await beat().catch((error: unknown) => logger.debug({ err: error }, 'the stop could not be told now'));
    jobs?.pauseIntake();
    await Promise.all(crews.map((crew) => crew.pauseIntake()));
    const running = runs.size();
    if (running > 0) logger.info({ running }, 'waiting for runs to finish');
    const deadline = new AbortController();
    await Promise.race([
      runs.idle(),
      clock.sleep(config.seeding.shutdownDeadlineMs, deadline.signal).catch(() => undefined),
    ]);
    deadline.abort();
    const late = runs.size();
    // Also those that are still to begin: a job may have been on its way when the intake was paused.
    runs.abortAll('the worker is stopping');
    if (late > 0) {
      logger.warn({ running: late }, 'the deadline is over: runs are aborted and released');
      const grace = new AbortController();
      await Promise.race([runs.idle(), clock.sleep(RELEASE_GRACE_MS, grace.signal).catch(() => undefined)]);
      grace.abort();
    }
    await Promise.all([jobs?.stop(), ...crews.map((crew) => crew.close())]);
    await Promise.all([renewal.stop(), heartbeat.stop()]);
    lag.stop();
    await removeHeartbeat(database.db, workerId).catch((error: unknown) => {
      logger.warn({ err: error }, 'the heartbeat could not be taken off the list');
    });
  }

  return {
    name: 'workers',
    workerId,
    async start() {
      await beat();
      for (const crew of crews) crew.start();
      await jobs?.start();
      await renewal.start();
      await heartbeat.start();
      if (config.seeding.watchdogMs > 0) await watchdog.start();
      logger.info({ workerId, queues, concurrency, store: app.store.kind }, 'workers are taking jobs');
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
