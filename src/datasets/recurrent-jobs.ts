import { DAILY_ZONE } from '../jobs/schedules/daily-jobs.ts';
import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';

/** How often changed inputs are looked for; a look costs two statements while nothing has changed. */
const REFRESH_EVERY_MS = 5_000;

const HOUR_MS = 3_600_000;

/** The recurrent jobs of datasets. */
export function datasetJobs() {
  return {
    'refresh-datasets': {
      description: 'Computes datasets anew whose inputs changed, such as the season aggregates.',
      runsOn: 'control',
      cadence: { everyMs: REFRESH_EVERY_MS },
      timeoutMs: HOUR_MS,
    },
    refresh_cache: {
      description: 'Computes every statistic of teams and players anew that follows from changed games.',
      runsOn: 'control',
      cadence: { cron: '0 */6 * * *', timeZone: DAILY_ZONE },
      timeoutMs: HOUR_MS,
    },
    'make-season-partitions': {
      description: 'Gives every season that is known, and the next two, partitions of its own.',
      runsOn: 'control',
      cadence: { everyMs: HOUR_MS },
      timeoutMs: HOUR_MS,
    },
    'prune-refresh-log': {
      description: 'Removes refreshes of datasets from their log that are older than 30 days.',
      runsOn: 'control',
      cadence: { everyMs: HOUR_MS },
      timeoutMs: HOUR_MS,
    },
  } as const satisfies RecurrentJobs;
}
