import type { Sport } from '../domain/sport.ts';
import type { Logger } from '../platform/logger.ts';
import { seedingQueue } from '../queue/catalog.ts';
import { seedJobId } from '../queue/job-id.ts';
import type { QueueStore } from '../queue/store.ts';
import type { OutdatedJob } from './follow-games.ts';

/** Best effort: a job that stays behind is of an old revision, and its delivery ends quietly. */
export async function removeOutdatedJobs(
  { store, logger }: { store: QueueStore; logger: Logger },
  sport: Sport,
  outdated: readonly OutdatedJob[],
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
