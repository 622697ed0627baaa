import { setTimeout } from 'node:timers/promises';
import type { IQueueBackend } from 'bullmq';

/**
 * A worker asks for its next job at once after one that it could not get. A store that refuses at once, too, would
 * keep the process from everything else.
 */
const PAUSE_MS = 1_000;

/** Lets a worker's backend rest for a moment after each job that the store would not give. */
export function pauseAfterFailure<B extends Pick<IQueueBackend, 'moveToActive'>>(backend: B): B {
  const take = backend.moveToActive.bind(backend);
  backend.moveToActive = (...given) =>
    take(...given).catch(async (error: unknown) => {
      await setTimeout(PAUSE_MS);
      throw error;
    });
  return backend;
}
