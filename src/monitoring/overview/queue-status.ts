import type { Clock } from '../../platform/clock.ts';
import type { QueueCounts, QueueStore } from '../../jobs/store.ts';
import { allQueueNames } from '../../jobs/queue-names.ts';
import type { LastReconciliation } from '../facts/queue-store.ts';

/** A queue with its counts; null for one that does not answer. */
export type QueueStatus = {
  name: string;
  counts: QueueCounts | null;
  /** Since when its store takes requests and answers none; null while it answers, or where no process watches that. */
  silent_since: Date | null;
};

/** The queue store, and what the last reconciliation found. */
export type StoreStatus = LastReconciliation & { kind: QueueStore['kind']; name: string };

/** A queue store that does not answer within this time is shown as unreachable. */
const STORE_TIMEOUT_MS = 2_000;

/** The counts of every queue; null for those that do not answer in time. */
export async function readQueues(store: QueueStore, clock: Clock): Promise<readonly QueueStatus[]> {
  // What a command imports for its first question takes the time of a busy machine, not that of the store.
  // A store that cannot be opened says so to each question.
  await store.open?.().catch(() => undefined);
  const giveUp = new AbortController();
  const tooLong = clock.sleep(STORE_TIMEOUT_MS, giveUp.signal).then(
    () => null,
    () => null,
  );
  try {
    const read = await Promise.all(
      allQueueNames().map(async (name) => ({
        name,
        counts: await Promise.race([store.counts(name).catch(() => null), tooLong]),
      })),
    );
    const silentSince = store.silence?.since() ?? null;
    return read.map((queue) => ({ ...queue, silent_since: queue.counts ? null : silentSince }));
  } finally {
    giveUp.abort();
  }
}
