import { eq, lt, or, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { workerHeartbeats } from '../db/schema/operations.ts';

/** What a worker process says of itself every few seconds. */
export type Heartbeat = {
  workerId: string;
  hostname: string;
  processId: number;
  version: string;
  queues: readonly string[];
  /** The kinds of work that it has handlers for. */
  kinds: readonly string[];
  concurrency: number;
  runningTaskIds: readonly number[];
  completed: number;
  failed: number;
  state: 'running' | 'stopping';
  startedAtMs: number;
  lastJobAtMs: number | undefined;
  /** Worst delay of the event loop in the last minute. */
  eventLoopLagMs: number;
  /** Times that the watchdog gave this process new queue connections. */
  rebuilt: number;
  /** What keeps this process from its work, in words. */
  problems: readonly string[];
  /** How far its clock is ahead of the database's. */
  clockSkewMs: number;
};

/** Rows of workers that have not been heard of for this long are forgotten. */
const FORGET_AFTER_HOURS = 24;

/** Renews a worker's row, by the database's clock, and says what that shows, in milliseconds of the epoch. */
export async function writeHeartbeat(db: Database, beat: Heartbeat): Promise<number | undefined> {
  const changing = {
    runningTaskIds: [...beat.runningTaskIds],
    completedCount: beat.completed,
    failedCount: beat.failed,
    state: beat.state,
    lastSeenAt: sql`now()`,
    lastJobAt: beat.lastJobAtMs === undefined ? null : new Date(beat.lastJobAtMs),
    eventLoopLagMs: beat.eventLoopLagMs,
    rebuiltCount: beat.rebuilt,
    problems: [...beat.problems],
    clockSkewMs: Math.round(beat.clockSkewMs),
  };
  const [row] = await db
    .insert(workerHeartbeats)
    .values({
      ...changing,
      workerId: beat.workerId,
      hostname: beat.hostname,
      processId: beat.processId,
      version: beat.version,
      queues: [...beat.queues],
      kinds: [...beat.kinds],
      concurrency: beat.concurrency,
      startedAt: new Date(beat.startedAtMs),
    })
    .onConflictDoUpdate({ target: workerHeartbeats.workerId, set: changing })
    .returning({ now: sql`clock_timestamp()`.mapWith(workerHeartbeats.lastSeenAt) });
  return row?.now.getTime();
}

/** Takes a worker that ended in order off the list, and forgets those that vanished long ago. */
export async function removeHeartbeat(db: Database, workerId: string): Promise<void> {
  const isForgotten = lt(workerHeartbeats.lastSeenAt, sql`now() - ${FORGET_AFTER_HOURS} * interval '1 hour'`);
  await db.delete(workerHeartbeats).where(or(eq(workerHeartbeats.workerId, workerId), isForgotten));
}
