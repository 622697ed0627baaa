import type { Clock } from '../platform/clock.ts';
import type { QueueStore } from '../jobs/store.ts';
import type { Progress } from './output/progress.ts';
import { allQueueNames } from '../jobs/queue-names.ts';

const LOOK_EVERY_MS = 500;

/** Shows how many jobs the queue holds while others fill it; `stop` resolves when it looks no more. */
export function watchQueueGrow(options: { store: QueueStore; clock: Clock; progress: Progress }): {
  stop: () => Promise<void>;
} {
  const { store, clock, progress } = options;
  const stopRequest = new AbortController();

  async function look(): Promise<void> {
    while (!stopRequest.signal.aborted) {
      const counts = await Promise.all(allQueueNames().map((name) => store.counts(name)));
      progress.update(
        counts.reduce((total, { waiting, delayed, active }) => total + waiting + delayed + active, 0),
      );
      await clock.sleep(LOOK_EVERY_MS, stopRequest.signal);
    }
  }

  // A look that fails ends the display only: the work itself reports what is wrong with the store.
  const looking = look().catch(() => undefined);
  return {
    stop() {
      stopRequest.abort();
      return looking;
    },
  };
}
