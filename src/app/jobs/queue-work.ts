import { MISSING_AFTER_MS } from '../../jobs/ledger/abandoned-claims.ts';
import { closeOrphanedRuns } from '../../jobs/runs/orphaned-runs.ts';
import { createLostRuns } from '../../jobs/lost-runs.ts';
import { requestJob } from '../../jobs/schedules/job-control.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import type { App } from '../app.ts';
import { reconcileWork, unlessSilent } from '../reconcile-work.ts';
import { createStoreWatch } from '../watch-store.ts';

/** A worker was heard of two seconds ago at the most when it claims: it is not missing before this. */
const MISSED_AFTER_MS = MISSING_AFTER_MS - 2_000;

type QueueWork = Record<
  'reconcile' | 'watch-queue-store' | 'publish-tasks' | 'rescue-runs' | 'close-orphaned-runs',
  RunJob
>;

/** The work of the jobs that keep tasks and queue in step, in a control process. */
export function queueWork(app: App): QueueWork {
  const { config, database, logger, publisher, store } = app;
  const { db } = database;
  const lostRuns = createLostRuns({ db, store });
  return {
    reconcile: reconcileWork(app),
    'watch-queue-store': unlessSilent(
      store,
      createStoreWatch(app, () => requestJob(db, 'reconcile', 'watch-queue-store')),
    ),
    'publish-tasks': unlessSilent(store, async () => {
      const published = await publisher.publishPending();
      if (published > 0) logger.info({ published }, 'tasks published');
      return { note: `${published} tasks published` };
    }),
    'rescue-runs': unlessSilent(store, async () => {
      const nextInMs = (await lostRuns.nextInMs()) ?? Number.POSITIVE_INFINITY;
      const jobs = nextInMs === 0 ? await lostRuns.bringForward() : 0;
      if (jobs > 0) logger.info({ jobs }, 'games of a worker that is gone come next');
      // Who claims meanwhile has just been heard of: there is nothing to be found before that.
      const againAfterMs =
        nextInMs === 0 ? undefined : Math.min(nextInMs, config.queue.leaseMs / 2, MISSED_AFTER_MS);
      return { note: `${jobs} games brought forward`, againAfterMs };
    }),
    'close-orphaned-runs': async () => {
      const runs = await closeOrphanedRuns(db);
      if (runs > 0) logger.info({ runs }, 'orphaned runs are in the log');
      return { note: `${runs} runs entered in the log` };
    },
  };
}
