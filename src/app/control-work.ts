import { sweepKeptAnswers, sweepPayloads } from '../archive/sweep.ts';
import { allDatasets } from '../datasets/all-datasets.ts';
import { pruneRefreshLog } from '../datasets/refresh-log.ts';
import { createDatasetRefresher } from '../datasets/refresher.ts';
import { makeSeasonPartitions } from '../datasets/season-partitions.ts';
import { markDeadProcesses } from '../fleet/process-watch.ts';
import { WORKER_ALIVE_SECONDS } from '../fleet/workers.ts';
import { closeOrphanedRuns } from '../jobs/runs/orphaned-runs.ts';
import { createLostRuns } from '../jobs/lost-runs.ts';
import { requestJob } from '../jobs/schedules/job-control.ts';
import type { RunJob } from '../jobs/schedules/recurrent-job.ts';
import { pruneRecords } from '../monitoring/prune-records.ts';
import { cutFarLeases } from '../seeding/far-leases.ts';
import type { App } from './app.ts';
import { reconcileWork, unlessSilent } from './reconcile-work.ts';
import type { ControlWork } from './recurrent-jobs.ts';
import { backupWhenDue } from './scheduled-backup.ts';
import { createStoreWatch } from './watch-store.ts';

/** How long refreshes of datasets are kept in their log. */
const REFRESH_LOG_DAYS = 30;

/** The jobs of a control process that ask no provider. */
export type OwnControlWork = Omit<ControlWork, 'deliver-alerts' | 'watch-providers'>;

/** The work of a control process's recurrent jobs, those apart that ask providers. */
export function controlWork(app: App): OwnControlWork {
  const { config, database, logger, publisher, store } = app;
  const { db } = database;
  const catalog = allDatasets();
  const datasets = createDatasetRefresher({ db, catalog, logger });
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
      const jobs = await lostRuns.bringForward();
      if (jobs > 0) logger.info({ jobs }, 'games of a worker that is gone come next');
      return { note: `${jobs} games brought forward` };
    }),
    'close-orphaned-runs': async () => {
      const runs = await closeOrphanedRuns(db);
      if (runs > 0) logger.info({ runs }, 'runs that nobody was left to account for are in the log');
      return { note: `${runs} runs entered in the log` };
    },
    'cut-far-leases': async () => {
      const tasks = await cutFarLeases(db, 'control');
      if (tasks > 0) logger.warn({ tasks }, 'claims that would never end were cut');
      return { note: `${tasks} claims cut` };
    },
    'refresh-datasets': async ({ signal }) => {
      const { entities } = await datasets.refresh(signal);
      if (entities > 0) logger.debug({ entities }, 'datasets refreshed');
      return { note: `${entities} entities computed anew` };
    },
    'make-season-partitions': async () => {
      const made = await makeSeasonPartitions(db, catalog);
      if (made.length > 0) logger.info({ made }, 'seasons have partitions of their own now');
      return { note: `${made.length} partitions made` };
    },
    'prune-refresh-log': async () => {
      await pruneRefreshLog(db, REFRESH_LOG_DAYS);
      return { note: `nothing is older than ${REFRESH_LOG_DAYS} days` };
    },
    'watch-processes': processWatch(app),
    'prune-payloads': async ({ signal }) => {
      const { retentionDays } = config.payloads;
      const removed = await sweepPayloads(db, retentionDays, signal);
      const answers = await sweepKeptAnswers(db, retentionDays, signal);
      if (removed + answers > 0) logger.info({ removed, answers }, 'old bodies of the provider removed');
      return { note: `${removed} bodies and ${answers} kept answers removed` };
    },
    'prune-records': async ({ signal }) => {
      const removed = await pruneRecords(db, signal);
      return { note: `${removed} records removed` };
    },
    backup: ({ isRequested }) => backupWhenDue(app, { isRequested }),
  };
}

/** Marks processes as dead that fell silent, once this one has seen the database long enough to judge. */
function processWatch({ clock, database, logger }: App): RunJob {
  return async ({ steadySinceMs }) => {
    // After a pause of this process or of Postgres, everybody gets the time to say that they live.
    if (clock.nowMs() - steadySinceMs < WORKER_ALIVE_SECONDS * 1_000)
      return { note: 'every process gets the time to say that it is alive', isSkipped: true };
    const dead = await markDeadProcesses(database.db);
    for (const { kind, id, was_stopping: wasStopping } of dead) {
      if (wasStopping) logger.warn({ kind, id }, 'a process was killed while it was stopping');
      else logger.error({ kind, id }, 'a process has died without a word');
    }
    return { note: dead.length === 0 ? 'every process is alive' : `${dead.length} processes have died` };
  };
}
