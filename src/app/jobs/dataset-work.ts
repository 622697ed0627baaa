import type { DatasetCatalog } from '../../datasets/catalog.ts';
import { followRules } from '../../datasets/follow-rules.ts';
import { pruneRefreshLog } from '../../datasets/refresh-log.ts';
import { createDatasetRefresher } from '../../datasets/refresher.ts';
import { makeSeasonPartitions } from '../../datasets/season-partitions.ts';
import type { RunJob } from '../../jobs/schedules/recurrent-job.ts';
import type { App } from '../app.ts';

/** How long refreshes of datasets are kept in their log. */
const REFRESH_LOG_DAYS = 30;

/** Games of a slate end one soon after the other, and a backlog is read for minutes. */
const REFRESH_PACE = { calmAfterMs: 1_500, longestMs: 30_000 };

type DatasetWork = Record<
  'refresh-datasets' | 'refresh_cache' | 'make-season-partitions' | 'prune-refresh-log',
  RunJob
>;

/** The work of the jobs of datasets. */
export function datasetWork({ database: { db }, logger }: App, catalog: DatasetCatalog): DatasetWork {
  const datasets = createDatasetRefresher({ db, catalog, logger });
  let areRulesFollowed = false;
  /** While a release is replaced, processes of both are there: each looks once, or they would take turns. */
  async function followOnce(): Promise<void> {
    if (areRulesFollowed) return;
    const followed = await followRules(db, catalog);
    areRulesFollowed = true;
    if (followed.length > 0) logger.info({ followed }, 'datasets follow the rules of this release');
  }
  return {
    'refresh-datasets': async ({ signal }) => {
      await followOnce();
      const { entities } = await datasets.refresh(signal, REFRESH_PACE);
      if (entities > 0) logger.debug({ entities }, 'datasets refreshed');
      return { note: `${entities} entities computed anew` };
    },
    // At once, whatever comes meanwhile: it is for those who wait for what follows from the games.
    refresh_cache: async ({ signal }) => {
      await followOnce();
      const { entities } = await datasets.refresh(signal);
      return { note: `${entities} entities computed anew, and all statistics follow from the games` };
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
  };
}
