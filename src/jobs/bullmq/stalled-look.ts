import type { IQueueBackend } from 'bullmq';
import type pg from 'pg';
import type { StoreClock } from './store-time.ts';
import { remembered } from '../../platform/remembered.ts';

/**
 * How old the answer may be. A job that was taken meanwhile has a lock that holds for much longer, so that nothing about
 * it can be overdue.
 */
const FRESH_MS = 1_000;

/** Tells which queues have jobs under way, with one statement for all that ask at about the same time. */
export function createActiveQueues(
  pool: Pick<pg.Pool, 'query'>,
  clock: Pick<StoreClock, 'nowMs'>,
): () => Promise<ReadonlySet<string>> {
  const read = async (): Promise<ReadonlySet<string>> => {
    const { rows } = await pool.query<{ queue: string }>(
      `select distinct queue from job where state = 'active'`,
    );
    return new Set(rows.map(({ queue }) => queue));
  };
  return remembered(read, { clock, freshMs: FRESH_MS });
}

/**
 * Lets a worker look for jobs whose lock ran out only where any are under way. By itself BullMQ looks in every queue,
 * each time with a commit of its own that notes when it looked.
 */
export function lookWhereJobsAreActive<B extends Pick<IQueueBackend, 'moveStalledJobsToWait'>>(
  backend: B,
  queueName: string,
  activeQueues: () => Promise<ReadonlySet<string>>,
): B {
  const look = backend.moveStalledJobsToWait.bind(backend);
  backend.moveStalledJobsToWait = async () => ((await activeQueues()).has(queueName) ? look() : []);
  return backend;
}
