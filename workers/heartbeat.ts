import { hostname } from 'node:os';
import type { App } from '../src/app/app.ts';
import { createClockWatch } from '../src/fleet/clock-watch.ts';
import { type Heartbeat, removeHeartbeat, writeHeartbeat } from '../src/fleet/heartbeats.ts';
import { WORK_QUEUE } from '../src/jobs/queue-names.ts';
import { measureEventLoopLag } from '../src/platform/event-loop-lag.ts';
import { createPeriodicTask } from '../src/platform/periodic-task.ts';
import { createBeatRecord } from './beat-record.ts';
import type { ActiveRuns } from './run-registry.ts';

/** What a worker process says of itself every few seconds. */
export type WorkerHeartbeat = {
  /** Says it once now. */
  beat: () => Promise<void>;
  start: () => Promise<void>;
  /** Whether it was said without a gap for so long, until now. */
  isUnbroken: (forMs: number) => boolean;
  /** From the next beat on, others know that it is stopping. */
  noteStopping: () => void;
  /** Says no more, and takes the worker off the list. */
  stop: () => Promise<void>;
};

export type WorkerHeartbeatOptions = {
  app: App;
  workerId: string;
  queues: readonly string[];
  /** The names of the kinds of work that it has handlers for. */
  kinds: readonly string[];
  concurrency: number;
  runs: ActiveRuns;
  startedAtMs: number;
  /** What keeps the process from its work, in words. */
  problems: () => readonly (string | undefined)[];
  rebuiltCount: () => number;
};

/** Often enough that a worker that died is missed within seconds. */
const BEAT_INTERVAL_MS = 2_000;

export function createWorkerHeartbeat(options: WorkerHeartbeatOptions): WorkerHeartbeat {
  const { workerId } = options;
  const { clock, config, database, logger } = options.app;
  const { db } = database;
  const lag = measureEventLoopLag();
  const clockWatch = createClockWatch({ clock, limitMs: config.database.clockSkewLimitMs, logger });
  // A beat that comes late is none that is missing.
  const record = createBeatRecord({ clock, mostApartMs: 2 * BEAT_INTERVAL_MS });
  let state: Heartbeat['state'] = 'running';
  const facts = (): Heartbeat => ({
    ...whatRuns(options),
    state,
    eventLoopLagMs: lag.worstMs(),
    problems: [...options.problems(), clockWatch.problem()].filter(isSomething),
  });
  async function beat(): Promise<void> {
    // Read when it is written: one that began before a stop must not say afterwards that the worker runs.
    await clockWatch.around(() => writeHeartbeat(db, facts()));
    record.note();
  }
  const task = createPeriodicTask({
    name: 'heartbeat',
    intervalMs: BEAT_INTERVAL_MS,
    clock,
    logger,
    run: beat,
  });
  return {
    beat,
    start: task.start,
    isUnbroken: record.isUnbroken,
    noteStopping() {
      state = 'stopping';
    },
    async stop() {
      await task.stop();
      lag.stop();
      await removeHeartbeat(db, workerId).catch((error: unknown) => {
        logger.warn({ err: error }, 'the heartbeat could not be taken off the list');
      });
    },
  };
}

function whatRuns(options: WorkerHeartbeatOptions): Omit<Heartbeat, 'state' | 'eventLoopLagMs' | 'problems'> {
  const { app, workerId, queues, kinds, concurrency, runs, startedAtMs } = options;
  return {
    workerId,
    hostname: hostname(),
    processId: process.pid,
    version: app.version,
    queues,
    kinds: queues.includes(WORK_QUEUE) ? kinds : [],
    concurrency,
    runningTaskIds: runs.leases().flatMap(({ taskId, table = 'task' }) => (table === 'task' ? taskId : [])),
    ...runs.counts(),
    startedAtMs,
    rebuilt: options.rebuiltCount(),
    clockSkewMs: app.clock.skewMs(),
  };
}

function isSomething(problem: string | undefined): problem is string {
  return problem !== undefined;
}
