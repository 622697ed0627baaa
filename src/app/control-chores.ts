import { sweepPayloads } from '../archive/sweep.ts';
import { allDatasets } from '../datasets/all-datasets.ts';
import { pruneRefreshLog } from '../datasets/refresh-log.ts';
import { createDatasetRefresher } from '../datasets/refresher.ts';
import { type PeriodicTask, createPeriodicTask } from '../platform/periodic-task.ts';
import type { Service } from '../platform/service.ts';
import { MAINTENANCE_QUEUE } from '../jobs/catalog.ts';
import { closeOrphanedRuns } from '../jobs/runs/orphaned-runs.ts';
import { createLostRuns } from '../jobs/lost-runs.ts';
import { cutFarLeases } from '../seeding/far-leases.ts';
import type { App } from './app.ts';
import { backupWhenDue } from './scheduled-backup.ts';
import { createProcessWatch } from './watch-processes.ts';
import { repeatingJobs } from './repeating-jobs.ts';

/** How often unpublished tasks are looked for: the longest that a crash between commit and publish can cost. */
const PUBLISH_INTERVAL_MS = 5_000;

/** How old computed datasets may be; a look costs two statements while nothing has changed. */
const DATASETS_INTERVAL_MS = 5_000;

/** How often stored bodies that are too old are removed. */
const SWEEP_INTERVAL_MS = 3_600_000;

/** How long refreshes of datasets are kept in their log. */
const REFRESH_LOG_DAYS = 30;

/** How often the queue store is asked whether it is still the one that was published to. */
const EPOCH_INTERVAL_MS = 3_000;

/** How often the queue store is asked whether it answers at all, so that nobody else has to find out by waiting. */
const SILENCE_INTERVAL_MS = 1_000;

/** How often is looked for runs whose worker is gone: part of the time until their games run again. */
const LOST_RUNS_INTERVAL_MS = 1_000;

/** How often is looked for runs that nobody is left to account for. */
const ORPHANED_RUNS_INTERVAL_MS = 60_000;

/** How often is looked for claims that no worker can have made: rows that were changed by hand. */
const FAR_LEASES_INTERVAL_MS = 10_000;

/** How often is looked whether a backup is due. */
const BACKUP_LOOK_INTERVAL_MS = 60_000;

export type ControlChores = Service & {
  /** When each chore last went well, for health. */
  lastHealthyAtMs: () => Readonly<Record<string, number | undefined>>;
};

/**
 * What a control process does beside answering: publishes what is not published, notices an emptied or replaced
 * queue store and fills it again, and keeps the repeating jobs in place for the workers. Several control
 * processes may do this at once.
 */
export function createControlChores(app: App): ControlChores {
  const { clock, config, database, logger, publisher, reconciler, registry, store } = app;
  const datasets = createDatasetRefresher({ db: database.db, catalog: allDatasets(), logger });
  const lostRuns = createLostRuns({ db: database.db, store });
  let isFirstLook = true;

  async function watchStore(): Promise<void> {
    const isChanged = await reconciler.isStoreChanged();
    const isOverdue = await reconciler.isOverdue(2 * config.queue.reconcileIntervalMs + EPOCH_INTERVAL_MS);
    if (!isChanged && !isOverdue && !isFirstLook) return;
    if (isChanged && !isFirstLook)
      logger.warn('the queue store was emptied or replaced: publishing every open task again');
    if (isOverdue && !isChanged && !isFirstLook)
      logger.warn('the repeating reconcile job does not come: reconciling here and putting it back');
    const { isRun } = await reconciler.run();
    for (const { kind, everyMs } of repeatingJobs(config, registry)) {
      if (everyMs === 0) await store.stopRepeating(kind, MAINTENANCE_QUEUE);
      else await store.scheduleRepeating(kind, MAINTENANCE_QUEUE, everyMs);
    }
    // Somebody else was at it, maybe a process that died over it: what it left is looked at once its lease is over.
    if (isRun) isFirstLook = false;
  }

  /** A store that is known to answer nothing is asked by one chore alone: the others would only fill the log. */
  const unlessSilent = (run: () => Promise<void>) => async (): Promise<void> => {
    if (store.silence?.since() === undefined) await run();
  };

  const tasks: readonly PeriodicTask[] = [
    createPeriodicTask({
      name: 'watch-queue-store',
      intervalMs: EPOCH_INTERVAL_MS,
      run: unlessSilent(watchStore),
      clock,
      logger,
    }),
    createPeriodicTask({
      name: 'ask-queue-store',
      intervalMs: SILENCE_INTERVAL_MS,
      run: async () => store.silence?.look(),
      clock,
      logger,
    }),
    createProcessWatch(app),
    createPeriodicTask({
      name: 'lost-runs',
      intervalMs: LOST_RUNS_INTERVAL_MS,
      run: unlessSilent(async () => {
        const jobs = await lostRuns.bringForward();
        if (jobs > 0) logger.info({ jobs }, 'games of a worker that is gone come next');
      }),
      clock,
      logger,
    }),
    createPeriodicTask({
      name: 'far-leases',
      intervalMs: FAR_LEASES_INTERVAL_MS,
      run: async () => {
        const tasks = await cutFarLeases(database.db, 'control');
        if (tasks > 0) logger.warn({ tasks }, 'claims that would never end were cut');
      },
      clock,
      logger,
    }),
    createPeriodicTask({
      name: 'orphaned-runs',
      intervalMs: ORPHANED_RUNS_INTERVAL_MS,
      run: async () => {
        const runs = await closeOrphanedRuns(database.db);
        if (runs > 0) logger.info({ runs }, 'runs that nobody was left to account for are in the log');
      },
      clock,
      logger,
    }),
    createPeriodicTask({
      name: 'publish-pending',
      intervalMs: PUBLISH_INTERVAL_MS,
      run: unlessSilent(async () => {
        const published = await publisher.publishPending();
        if (published > 0) logger.info({ published }, 'tasks published');
      }),
      clock,
      logger,
    }),
    createPeriodicTask({
      name: 'refresh-datasets',
      intervalMs: DATASETS_INTERVAL_MS,
      run: async (signal) => {
        const { entities } = await datasets.refresh(signal);
        if (entities > 0) logger.debug({ entities }, 'datasets refreshed');
      },
      clock,
      logger,
    }),
    createPeriodicTask({
      name: 'sweep-payloads',
      intervalMs: SWEEP_INTERVAL_MS,
      run: async (signal) => {
        await pruneRefreshLog(database.db, REFRESH_LOG_DAYS);
        const removed = await sweepPayloads(database.db, config.payloads.retentionDays, signal);
        if (removed > 0) logger.info({ removed }, 'old bodies of the provider removed');
      },
      clock,
      logger,
    }),
  ];

  const backupTask: readonly PeriodicTask[] =
    config.backups.intervalMs === 0
      ? []
      : [
          createPeriodicTask({
            name: 'backup',
            intervalMs: BACKUP_LOOK_INTERVAL_MS,
            run: () => backupWhenDue(app),
            clock,
            logger,
          }),
        ];
  const all = [...tasks, ...backupTask];

  return {
    name: 'chores',
    async start() {
      for (const task of all) await task.start();
    },
    async stop() {
      await Promise.all(all.map((task) => task.stop()));
    },
    lastHealthyAtMs: () => Object.fromEntries(all.map((task) => [task.name, task.lastHealthyAtMs()])),
  };
}
