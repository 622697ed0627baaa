import { hostname } from 'node:os';
import { type ControlRequest, removeControl, writeControlBeat } from '../fleet/control-processes.ts';
import { createClockWatch } from '../fleet/clock-watch.ts';
import { measureEventLoopLag } from '../platform/event-loop-lag.ts';
import { createPeriodicTask } from '../platform/periodic-task.ts';
import type { Service } from '../platform/service.ts';
import type { App } from './app.ts';

/** Often enough that a process that died is missed within seconds, and a request is heard at once. */
export const BEAT_INTERVAL_MS = 2_000;

/**
 * Keeps the control process's row in Postgres, and hears through it what somebody asks: `onRequest` is called once.
 */
export function createControlPresence(
  app: App,
  { url, onRequest }: { url: () => string; onRequest: (request: ControlRequest) => void },
): Service {
  const { clock, database, logger } = app;
  const controlId = `${hostname()}-${process.pid}-${Math.floor(app.random() * 0xffffff).toString(16)}`;
  const startedAtMs = clock.nowMs();
  const lag = measureEventLoopLag();
  let isAsked = false;
  const clockWatch = createClockWatch({ clock, limitMs: app.config.database.clockSkewLimitMs, logger });

  const beat = (state: 'running' | 'stopping') =>
    writeControlBeat(database.db, {
      controlId,
      hostname: hostname(),
      processId: process.pid,
      version: app.version,
      url: url(),
      state,
      startedAtMs,
      eventLoopLagMs: lag.worstMs(),
      problems: [clockWatch.problem()].filter((problem) => problem !== undefined),
      clockSkewMs: clock.skewMs(),
    });

  const task = createPeriodicTask({
    name: 'control-heartbeat',
    intervalMs: BEAT_INTERVAL_MS,
    clock,
    logger,
    async run() {
      let request: ControlRequest | undefined;
      await clockWatch.around(async () => {
        const answer = await beat('running');
        request = answer.request;
        return answer.databaseMs;
      });
      if (request === undefined || isAsked) return;
      isAsked = true;
      logger.info({ request }, 'asked through the database');
      onRequest(request);
    },
  });

  return {
    name: 'presence',
    start: () => task.start(),
    async stop() {
      await task.stop();
      lag.stop();
      await removeControl(database.db, controlId).catch((error: unknown) => {
        logger.warn({ err: error }, 'this process could not be taken off the list');
      });
    },
  };
}
