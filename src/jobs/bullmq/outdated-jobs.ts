import type { Sport } from '../../domain/sport.ts';
import type { Logger } from '../../platform/logger.ts';
import { type SeedJobRef, seedJobId } from '../job-id.ts';
import type { QueueStore } from '../store.ts';
import { seedingQueue } from '../queue-names.ts';

/**
 * Removes the jobs of revisions that tasks had before. Best effort: one that stays behind ends quietly when it is
 * delivered, and the reconciler takes it for an orphan until then.
 */
export async function removeOutdatedJobs(
  { store, logger }: { store: Pick<QueueStore, 'removeJob'>; logger: Logger },
  sport: Sport,
  outdated: readonly SeedJobRef[],
): Promise<void> {
  for (const job of outdated) {
    try {
      await store.removeJob(seedingQueue(sport), seedJobId(job));
    } catch (error) {
      logger.warn({ err: error, jobs: outdated.length }, 'outdated jobs could not be removed now');
      return;
    }
  }
}
