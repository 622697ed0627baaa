import type { Database } from '../db/database.ts';
import { LEDGER_SOURCES } from './ledger/sources.ts';
import type { QueueStore } from './store.ts';

/** More than this were hardly lost at once; the rest has its turn at the next look. */
const LIMIT = 200;

export type LostRuns = {
  /** Returns how many jobs were brought to the front of their queue. */
  bringForward: () => Promise<number>;
};

/**
 * Sees to the items of workers that are gone. The queue delivers their jobs again by itself, but behind everything
 * that waits already: on a busy evening that would be minutes. They come to the front instead, each of them once.
 */
export function createLostRuns({ db, store }: { db: Database; store: QueueStore }): LostRuns {
  let broughtForward: ReadonlySet<string> = new Set();
  return {
    async bringForward() {
      const lost = await Promise.all(LEDGER_SOURCES.map((source) => source.lost(db, LIMIT)));
      const jobs = lost.flat();
      const before = broughtForward;
      const now = new Set<string>();
      for (const { queueName, jobId } of jobs) {
        if (before.has(jobId) || (await store.bringForward(queueName, jobId))) now.add(jobId);
      }
      broughtForward = now;
      return [...now].filter((jobId) => !before.has(jobId)).length;
    },
  };
}
