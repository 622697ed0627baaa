import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../src/db/database.ts';
import { firstRow } from '../src/db/rows.ts';
import { withDeadline } from '../src/platform/deadline.ts';
import { workItems } from '../src/db/schema/work-items.ts';
import { recordSystemEvent } from '../src/db/system-events.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { Logger } from '../src/platform/logger.ts';
import { type PeriodicTask, createPeriodicTask } from '../src/platform/periodic-task.ts';
import type { QueueReadiness, QueueStore } from '../src/jobs/store.ts';
import type { QueueActivity, QueueCrew } from './queue-crew.ts';
import { WORK_QUEUE, sportOfQueue } from '../src/jobs/queue-names.ts';

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

/**
 * Sees queues of this process that have stopped giving jobs. The first time it makes the queue's worker and its
 * connections anew; when that brings nothing either, it gives the process up.
 */
export function createWatchdog(options: WatchdogOptions): PeriodicTask & { rebuiltCount: () => number } {
  const { db, store, crews, stallMs, clock, logger } = options;
  const intervalMs = Math.max(250, Math.min(5_000, stallMs / 4));
  const rebuiltAtMs = new Map<string, number>();
  let rebuiltCount = 0;
  let lastLookAtMs = clock.nowMs();
  let hasGivenUp = false;

  async function look(): Promise<void> {
    const nowMs = clock.nowMs();
    const wasFrozen = nowMs - lastLookAtMs > 3 * intervalMs + LOOK_DEADLINE_MS;
    lastLookAtMs = nowMs;
    for (const crew of crews) {
      // A process that was frozen, or a laptop that slept, has to be given the time to take its jobs.
      if (wasFrozen) crew.touch();
      await judge(crew);
    }
  }

  async function judge(crew: QueueCrew): Promise<void> {
    const activity = crew.activity();
    const { queueName, lastActivityAtMs } = activity;
    if (lastActivityAtMs > (rebuiltAtMs.get(queueName) ?? Number.POSITIVE_INFINITY))
      rebuiltAtMs.delete(queueName);
    const isBusy = activity.running >= activity.concurrency;
    if (isBusy || hasGivenUp || clock.nowMs() - lastActivityAtMs < stallMs) return;
    let facts: StallFacts;
    try {
      facts = await withDeadline(clock, { what: queueName, deadlineMs: LOOK_DEADLINE_MS }, async () => ({
        activity,
        overdueMs: await readOverdueMs(queueName),
        readiness: await store.readiness(queueName),
      }));
    } catch (error) {
      logger.debug({ err: error, queue: queueName }, 'the queue cannot be judged now');
      crew.touch();
      return;
    }
    if (isStalled(facts, stallMs, clock.nowMs())) await mend(crew, facts);
  }

  async function mend(crew: QueueCrew, { activity, overdueMs }: StallFacts): Promise<void> {
    const { queueName } = activity;
    const seconds = Math.round(overdueMs / 1000);
    const facts = { queue: queueName, oldest_overdue_seconds: seconds, running: activity.running };
    if (!rebuiltAtMs.has(queueName)) {
      logger.warn(facts, 'no jobs come although some are overdue: connecting to the queue anew');
      crew.rebuild();
      rebuiltAtMs.set(queueName, crew.activity().lastActivityAtMs);
      rebuiltCount += 1;
      return tell('worker_rebuilt', `${words(queueName, seconds)} It connects anew.`, facts);
    }
    hasGivenUp = true;
    logger.fatal(facts, 'new connections brought no jobs either: this process ends for its supervisor');
    await tell(
      'worker_stuck',
      `${words(queueName, seconds)} New connections did not help, so it ends.`,
      facts,
    );
    options.onGiveUp(queueName);
  }

  const words = (queueName: string, seconds: number): string =>
    `The worker ${options.workerId} takes no jobs of ${queueName}, although the oldest has been due for ${seconds} s.`;

  async function tell(kind: string, message: string, data: Record<string, unknown>): Promise<void> {
    await recordSystemEvent(db, { kind, subject: options.workerId, message, data }).catch((error: unknown) =>
      logger.warn({ err: error }, 'the event could not be recorded'),
    );
  }

  async function readOverdueMs(queueName: string): Promise<number> {
    const oldest = oldestOverdue(queueName);
    if (oldest === undefined) return 0;
    const row = await firstRow<{ overdue_ms: number | null }>(db, oldest);
    return Math.max(0, row?.overdue_ms ?? 0);
  }

  const age = (at: SQL): SQL => sql`(extract(epoch from now() - ${at}) * 1000)::double precision`;

  /** Undefined for the queue `maintenance`: nothing of this version comes by it. */
  function oldestOverdue(queueName: string): SQL | undefined {
    const sport = sportOfQueue(queueName);
    if (sport !== undefined) return oldestOverdueTask(sport);
    return queueName === WORK_QUEUE ? oldestOverdueItem() : undefined;
  }

  function oldestOverdueTask(sport: string): SQL {
    return sql`
      select ${age(sql`min(greatest(task.due_at, task.enqueued_at))`)} as overdue_ms
      from seeding_tasks as task join games as game on game.id = task.game_id join sports as sport on sport.id = game.sport_id
      where task.status = 'pending' and task.hold_reason is null and task.due_at <= now() and task.enqueued_at is not null
        and sport.display_name = ${sport} and sport.paused_at is null`;
  }

  function oldestOverdueItem(): SQL {
    return sql`
      select ${age(sql`min(greatest(${workItems.dueAt}, ${workItems.enqueuedAt}))`)} as overdue_ms
      from ${workItems}
      where ${workItems.status} = 'pending' and ${workItems.holdReason} is null and ${workItems.dueAt} <= now()
        and ${workItems.enqueuedAt} is not null`;
  }

  const task = createPeriodicTask({ name: 'watchdog', intervalMs, run: look, clock, logger });
  return { ...task, rebuiltCount: () => rebuiltCount };
}
