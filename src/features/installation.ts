import type { Feature } from './feature.ts';

/** The installation itself: its machine, database, processes and backups. */
export const installation: Feature = {
  name: 'installation',
  title: 'Installation',
  commands: [
    { name: 'migrate', load: async () => (await import('../cli/commands/migrate.ts')).registerMigrate },
    { name: 'doctor', load: async () => (await import('../cli/commands/doctor.ts')).registerDoctor },
    { name: 'backup', load: async () => (await import('../cli/commands/backup.ts')).registerBackup },
    { name: 'log-level', load: async () => (await import('../cli/commands/log-level.ts')).registerLogLevel },
    {
      name: 'completion',
      seesAll: true,
      load: async () => (await import('../cli/commands/completion.ts')).registerCompletion,
    },
    { name: 'simulate', load: async () => (await import('../cli/commands/simulate.ts')).registerSimulate },
  ],
  async checks() {
    const { MACHINE_CHECKS } = await import('../monitoring/doctor/machine-checks.ts');
    const { FEATURE_CHECKS } = await import('../monitoring/doctor/feature-checks.ts');
    return [...MACHINE_CHECKS, ...FEATURE_CHECKS];
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
