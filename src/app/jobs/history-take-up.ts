import { adoptSweeps } from '../../history/adopt-sweeps.ts';
import { takeUpBackfills } from '../../history/take-up.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import type { App } from '../app.ts';

/**
 * The work of `take-up-backfills`, in every kind of process: back-fills that no open step belongs to get one, and what
 * processes of an earlier version began goes on.
 */
export function historyTakeUp({
  database: { db },
  publisher,
  logger,
}: Pick<App, 'database' | 'publisher' | 'logger'>): RunJob {
  return async () => {
    const adopted = await adoptSweeps(db);
    const { asked, failed } = await takeUpBackfills(db);
    if (asked + adopted > 0) await publisher.tryPublishPending();
    if (failed > 0) logger.error({ failed }, 'units of back-fills failed with their step');
    if (adopted > 0) logger.info({ adopted }, 'sweeps of an earlier version go on as back-fills');
    if (asked + adopted === 0) return { note: 'every back-fill has its step' };
    return { note: `${asked + adopted} back-fills taken up, ${failed} steps given up` };
  };
}
