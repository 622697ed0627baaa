import type { Delivery, DeliveryOutcome } from '../../src/jobs/store.ts';
import type { ActiveRuns } from '../run-registry.ts';

/** Does the work as one of the runs of this process, so that a stop waits for it and then aborts it. */
export async function whileRunning(
  runs: ActiveRuns,
  delivery: Delivery,
  work: (signal: AbortSignal) => Promise<string>,
): Promise<DeliveryOutcome> {
  const registration = runs.begin();
  try {
    return { kind: 'done', note: await work(AbortSignal.any([delivery.signal, registration.signal])) };
  } finally {
    registration.end(undefined);
  }
}
