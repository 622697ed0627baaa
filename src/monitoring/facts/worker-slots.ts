import { sportOfQueue } from '../../jobs/queue-names.ts';

/** What a worker process runs of what it could: seeds side by side in each of its queues. */
export type WorkerSlots = { busy: number; slots: number };

/**
 * How busy a worker is: the runs that it holds, of the most that it takes. `concurrency` counts for each queue of
 * games by itself, so that a worker of three queues takes three times as many.
 */
export function workerSlots(worker: {
  running_task_ids: readonly number[];
  concurrency: number;
  queues: readonly string[];
}): WorkerSlots {
  const queues = worker.queues.filter((queue) => sportOfQueue(queue) !== undefined).length;
  return { busy: worker.running_task_ids.length, slots: worker.concurrency * queues };
}
