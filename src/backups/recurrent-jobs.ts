import type { Config } from '../config/config.ts';
import type { RecurrentJobs } from '../jobs/schedules/recurrent-job.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After a failed backup, the next try waits this long. */
export const BACKUP_RETRY_AFTER_MS = 15 * MINUTE_MS;

/** The recurrent job of backups. */
export function backupJobs({ backups }: Config) {
  const isOn = backups.intervalMs > 0;
  return {
    backup: {
      description: 'Makes a backup of the database and removes outdated ones.',
      runsOn: 'control',
      cadence: { everyMs: isOn ? backups.intervalMs : 24 * HOUR_MS },
      offBecause: isOn ? undefined : 'BACKUP_SCHEDULE_HOURS is 0',
      timeoutMs: 24 * HOUR_MS,
      lateAfterMs: HOUR_MS,
      retryAfterMs: BACKUP_RETRY_AFTER_MS,
    },
  } as const satisfies RecurrentJobs;
}
