import { registerBackup } from '../cli/commands/backup.ts';
import { registerCompletion } from '../cli/commands/completion.ts';
import { registerDoctor } from '../cli/commands/doctor.ts';
import { registerLogLevel } from '../cli/commands/log-level.ts';
import { registerMigrate } from '../cli/commands/migrate.ts';
import { registerSimulate } from '../cli/commands/simulate.ts';
import type { Feature } from './feature.ts';

/** The installation itself: its machine, database, processes and backups. */
export const installation: Feature = {
  name: 'installation',
  title: 'Installation',
  commands: [
    registerMigrate,
    registerDoctor,
    registerBackup,
    registerLogLevel,
    registerCompletion,
    registerSimulate,
  ],
  async checks() {
    const { MACHINE_CHECKS } = await import('../monitoring/doctor/machine-checks.ts');
    return MACHINE_CHECKS;
  },
  async recurrentJobs() {
    const { joinedJobs, jobGroup } = await import('../app/jobs/job-group.ts');
    const { backupJobs } = await import('../backups/recurrent-jobs.ts');
    const { fleetJobs } = await import('../fleet/recurrent-jobs.ts');
    const { processWatch } = await import('../app/jobs/process-watch.ts');
    const { backupWhenDue } = await import('../app/scheduled-backup.ts');
    return joinedJobs([
      jobGroup(backupJobs, {
        control: ({ app }) => ({ backup: (run) => backupWhenDue(app, run) }),
        workers: () => ({}),
      }),
      jobGroup(fleetJobs, {
        control: ({ app }) => ({ 'watch-processes': processWatch(app) }),
        workers: () => ({}),
      }),
    ]);
  },
};
