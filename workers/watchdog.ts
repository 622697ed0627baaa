import type { Database } from '../src/db/database.ts';
import { withDeadline } from '../src/platform/deadline.ts';
import { recordSystemEvent } from '../src/db/system-events.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { Logger } from '../src/platform/logger.ts';
import { type PeriodicTask, createPeriodicTask } from '../src/platform/periodic-task.ts';
import type { QueueReadiness, QueueStore } from '../src/jobs/store.ts';
import type { QueueActivity, QueueCrew } from './queue-crew.ts';
import { readOverdueMs } from './overdue-work.ts';

export type WatchdogOptions = {
  db: Database;
  store: Pick<QueueStore, 'readiness'>;
  crews: readonly QueueCrew[];
  workerId: string;
  /** How long a queue may give nothing while something is overdue in it. */
  stallMs: number;
  clock: Clock;
  logger: Logger;
  /** Told when new connections did not help: the process has to end. */
  onGiveUp: (queueName: string) => void;
};

/** What speaks for or against a queue's worker having stopped. */
export type StallFacts = {
  activity: QueueActivity;
  /** Age of the oldest task or item of this queue that is due, published, not held and not taken; 0 for none. */
  overdueMs: number;
  readiness: QueueReadiness;
};

/** A look at the store may take this long; a store that is away is no fault of the worker. */
const LOOK_DEADLINE_MS = 5_000;

/**
 * True when work has been overdue and ready for `stallMs`, a slot was free, and yet nothing came all the while.
 * What BullMQ says of itself (`isRunning()`) is not asked: a worker that hangs says that it runs.
 */
export function isStalled(
  { activity, overdueMs, readiness }: StallFacts,
  stallMs: number,
  nowMs: number,
): boolean {
  const { running, concurrency, isPaused, lastActivityAtMs } = activity;
  if (isPaused === true || running >= concurrency || nowMs - lastActivityAtMs < stallMs) return false;
  if (overdueMs < stallMs || readiness.isPaused) return false;
  const oldestDueMs = readiness.oldestDelayedDueAtMs;
  return readiness.waiting > 0 || (oldestDueMs !== undefined && nowMs - oldestDueMs >= stallMs);
}

/** What the watchdog knows from one look to the next. */
type WatchdogState = WatchdogOptions & {
  intervalMs: number;
  /** By queue: the activity that counted when its worker was made anew. */
  rebuiltAtMs: Map<string, number>;
  rebuiltCount: number;
  lastLookAtMs: number;
  hasGivenUp: boolean;
};

/**
 * Sees queues of this process that have stopped giving jobs. The first time it makes the queue's worker and its
 * connections anew; when that brings nothing either, it gives the process up.
 */
export function createWatchdog(options: WatchdogOptions): PeriodicTask & { rebuiltCount: () => number } {
  const { stallMs, clock, logger } = options;
  const intervalMs = Math.max(250, Math.min(5_000, stallMs / 4));
  const state: WatchdogState = {
    ...options,
    intervalMs,
    rebuiltAtMs: new Map(),
    rebuiltCount: 0,
    lastLookAtMs: clock.nowMs(),
    hasGivenUp: false,
  };
  const run = (): Promise<void> => look(state);
  const task = createPeriodicTask({ name: 'watchdog', intervalMs, run, clock, logger });
  return { ...task, rebuiltCount: () => state.rebuiltCount };
}

async function look(state: WatchdogState): Promise<void> {
  const nowMs = state.clock.nowMs();
  const wasFrozen = nowMs - state.lastLookAtMs > 3 * state.intervalMs + LOOK_DEADLINE_MS;
  state.lastLookAtMs = nowMs;
  for (const crew of state.crews) {
    // A process that was frozen, or a laptop that slept, has to be given the time to take its jobs.
    if (wasFrozen) crew.touch();
    await judge(state, crew);
  }
}

async function judge(state: WatchdogState, crew: QueueCrew): Promise<void> {
  const { db, store, rebuiltAtMs, stallMs, clock, logger } = state;
  const activity = crew.activity();
  const { queueName, lastActivityAtMs } = activity;
  if (lastActivityAtMs > (rebuiltAtMs.get(queueName) ?? Number.POSITIVE_INFINITY))
    rebuiltAtMs.delete(queueName);
  const isBusy = activity.running >= activity.concurrency;
  if (isBusy || state.hasGivenUp || clock.nowMs() - lastActivityAtMs < stallMs) return;
  let facts: StallFacts | undefined;
  try {
    facts = await withDeadline(clock, { what: queueName, deadlineMs: LOOK_DEADLINE_MS }, async () => {
      const overdueMs = await readOverdueMs(db, queueName);
      // The queue is asked only where something is overdue: an idle worker leaves it alone.
      if (overdueMs < stallMs) return undefined;
      return { activity, overdueMs, readiness: await store.readiness(queueName) };
    });
  } catch (error) {
    logger.debug({ err: error, queue: queueName }, 'the queue cannot be judged now');
    crew.touch();
    return;
  }
  if (facts && isStalled(facts, stallMs, clock.nowMs())) await repair(state, crew, facts);
}

async function repair(
  state: WatchdogState,
  crew: QueueCrew,
  { activity, overdueMs }: StallFacts,
): Promise<void> {
  const { rebuiltAtMs, workerId, logger } = state;
  const { queueName } = activity;
  const seconds = Math.round(overdueMs / 1000);
  const facts = { queue: queueName, oldest_overdue_seconds: seconds, running: activity.running };
  const words = `The worker ${workerId} takes no jobs of ${queueName}, although the oldest has been due for ${seconds} s.`;
  if (!rebuiltAtMs.has(queueName)) {
    logger.warn(facts, 'no jobs come although some are overdue: connecting to the queue anew');
    crew.rebuild();
    rebuiltAtMs.set(queueName, crew.activity().lastActivityAtMs);
    state.rebuiltCount += 1;
    return tell(state, { kind: 'worker_rebuilt', message: `${words} It connects anew.`, data: facts });
  }
  state.hasGivenUp = true;
  logger.fatal(facts, 'new connections brought no jobs either: this process ends for its supervisor');
  const message = `${words} New connections did not help, so it ends.`;
  await tell(state, { kind: 'worker_stuck', message, data: facts });
  state.onGiveUp(queueName);
}

async function tell(
  { db, workerId, logger }: WatchdogState,
  event: { kind: string; message: string; data: Record<string, unknown> },
): Promise<void> {
  await recordSystemEvent(db, { ...event, subject: workerId }).catch((error: unknown) =>
    logger.warn({ err: error }, 'the event could not be recorded'),
  );
}
