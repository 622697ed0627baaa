import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { takeUpBackfills } from '../../seeding/backfill/take-up-backfills.ts';
import type { App } from '../app.ts';

/** The work of `sweep-seasons`, in every kind of process: back-fills that no open step belongs to get one. */
export function backfillTakeUp({
  database,
  publisher,
  logger,
}: Pick<App, 'database' | 'publisher' | 'logger'>): RunJob {
  return async () => {
    const { asked, failed } = await takeUpBackfills(database.db);
    if (asked > 0) await publisher.tryPublishPending();
    if (failed > 0) logger.error({ failed }, 'back-fills ended whose step was given up');
    if (asked + failed === 0) return { note: 'every back-fill has its step' };
    return { note: `${asked} back-fills taken up, ${failed} ended with their step` };
  };
}
