import { takeUpBackfills } from '../../history/take-up.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import { takeUpBackfills as takeUpSweeps } from '../../seeding/backfill/take-up-backfills.ts';
import type { App } from '../app.ts';

/**
 * The work of `take-up-backfills`, in every kind of process: back-fills of the past and of seasons that no open step
 * belongs to get one.
 */
export function historyTakeUp({
  database: { db },
  publisher,
  logger,
}: Pick<App, 'database' | 'publisher' | 'logger'>): RunJob {
  return async () => {
    const [past, seasons] = [await takeUpBackfills(db), await takeUpSweeps(db)];
    const asked = past.asked + seasons.asked;
    if (asked > 0) await publisher.tryPublishPending();
    if (past.failed > 0) logger.error({ failed: past.failed }, 'units of back-fills failed with their step');
    if (seasons.failed > 0)
      logger.error({ failed: seasons.failed }, 'back-fills ended whose step was given up');
    if (asked + seasons.failed === 0) return { note: 'every back-fill has its step' };
    return { note: `${asked} back-fills taken up, ${past.failed + seasons.failed} steps given up` };
  };
}
