import type { Config } from '../config/config.ts';
import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** The recurrent jobs of monitoring. */
export function monitoringJobs({ alerts }: Config) {
  return {
    'deliver-alerts': {
      description: 'Looks for what somebody should know, and tells it through the channels of alerts.',
      runsOn: 'control',
      cadence: { everyMs: 10 * SECOND_MS },
      timeoutMs: 5 * MINUTE_MS,
    },
    'watch-providers': {
      description:
        "Reads the providers' accounts, warns of days that run out, and lets games go on that have calls again.",
      runsOn: 'both',
      cadence: { everyMs: 10 * SECOND_MS },
      timeoutMs: 2 * MINUTE_MS,
    },
    'prune-records': {
      description:
        'Removes records of the installation that are too old to matter: events, logins, dead processes.',
      runsOn: 'control',
      // At night, where the people are who are told.
      cadence: { cron: '40 4 * * *', timeZone: alerts.timeZone },
      timeoutMs: 60 * MINUTE_MS,
    },
    'prune-logs': {
      description: 'Removes runs, calls and events of games that are older than SYNC_LOG_RETENTION_DAYS.',
      runsOn: 'control',
      cadence: { cron: '20 5 * * *', timeZone: alerts.timeZone },
      timeoutMs: 4 * 60 * MINUTE_MS,
    },
  } as const satisfies RecurrentJobs;
}
