import type { Clock } from '../src/platform/clock.ts';
import type { Logger } from '../src/platform/logger.ts';
import type { QueueStore, QueueWorker, QueueWorkerOptions } from '../src/jobs/store.ts';

/** What one queue of this process is doing: what the watchdog judges by. */
export type QueueActivity = {
  queueName: string;
  /** Deliveries in progress. */
  running: number;
  concurrency: number;
  /** Whether it takes nothing because this process rests. */
  isPaused?: boolean;
  /** When a delivery last came or ended, or the connection was made anew. */
  lastActivityAtMs: number;
};

/** The worker of one queue, which can be exchanged for a new one with connections of its own. */
export type QueueCrew = {
  start: () => void;
  activity: () => QueueActivity;
  /** Counts as activity: for when nothing could have come, such as while this process was frozen. */
  touch: () => void;
  /** Puts a new worker in the place of the present one; deliveries in progress end where they began. */
  rebuild: () => void;
  pauseIntake: () => Promise<void>;
  resumeIntake: () => void;
  /** Resolves when all workers are closed, or after some seconds where one hangs. */
  close: () => Promise<void>;
};

export type QueueCrewOptions = QueueWorkerOptions & {
  createWorker: QueueStore['createWorker'];
  clock: Clock;
  logger: Logger;
};

/** A worker whose connection hangs may never finish closing; the process's end closes it for good. */
const CLOSE_DEADLINE_MS = 10_000;

export function createQueueCrew({
  createWorker,
  clock,
  logger,
  handle,
  ...options
}: QueueCrewOptions): QueueCrew {
  const { queueName, concurrency } = options;
  let running = 0;
  let isPaused = false;
  let lastActivityAtMs = clock.nowMs();
  let current = build();
  const abandoned: QueueWorker[] = [];

  function touch(): void {
    lastActivityAtMs = clock.nowMs();
  }

  function build(): QueueWorker {
    return createWorker({
      ...options,
      async handle(delivery) {
        running += 1;
        touch();
        try {
          return await handle(delivery);
        } finally {
          running -= 1;
          touch();
        }
      },
    });
  }

  function closeOne(worker: QueueWorker): Promise<void> {
    const isOver = new AbortController();
    const deadline = clock
      .sleep(CLOSE_DEADLINE_MS, isOver.signal)
      .then(() => logger.warn({ queue: queueName }, 'a queue worker does not close, going on without it'))
      .catch(() => undefined);
    const closed = worker
      .close()
      .catch((error: unknown) =>
        logger.warn({ err: error, queue: queueName }, 'a queue worker did not close'),
      )
      .finally(() => isOver.abort());
    return Promise.race([closed, deadline]);
  }

  return {
    start: () => current.start(),
    activity: () => ({ queueName, running, concurrency, isPaused, lastActivityAtMs }),
    touch,
    rebuild() {
      const old = current;
      abandoned.push(old);
      // Not waited for: what hangs here is the reason for the exchange.
      old
        .pauseIntake()
        .catch((error: unknown) => logger.debug({ err: error }, 'the old worker did not pause'));
      void closeOne(old);
      current = build();
      current.start();
      touch();
    },
    pauseIntake() {
      isPaused = true;
      return current.pauseIntake();
    },
    resumeIntake() {
      isPaused = false;
      touch();
      current.resumeIntake();
    },
    async close() {
      await Promise.all([current, ...abandoned].map(closeOne));
    },
  };
}
