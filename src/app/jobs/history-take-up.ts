import { takeUpBackfills } from '../../history/take-up.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import type { App } from '../app.ts';

/** The work of `take-up-backfills`, in every kind of process: back-fills that no open step belongs to get one. */
export function historyTakeUp({
  database,
  publisher,
  logger,
}: Pick<App, 'database' | 'publisher' | 'logger'>): RunJob {
  return async () => {
    const { asked, failed } = await takeUpBackfills(database.db);
    if (asked > 0) await publisher.tryPublishPending();
    if (failed > 0) logger.error({ failed }, 'units of back-fills failed with their step');
    return { note: asked === 0 ? 'every back-fill has its step' : `${asked} back-fills taken up` };
  };
}
