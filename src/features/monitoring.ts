import type { Feature } from './feature.ts';

/** How it goes: tonight, objectives, alerts. */
export const monitoring: Feature = {
  name: 'monitoring',
  title: 'Monitoring',
  commands: [
    { name: 'monitor', load: async () => (await import('../cli/commands/monitor.ts')).registerMonitor },
    { name: 'alerts', load: async () => (await import('../cli/commands/alerts.ts')).registerAlerts },
  ],
  navigation: [{ path: '/', text: 'Tonight', place: 10 }],
  async checks() {
    const { NIGHT_CHECKS } = await import('../monitoring/doctor/work-checks.ts');
    return NIGHT_CHECKS;
  },
  async recurrentJobs() {
    const { jobGroup } = await import('../app/jobs/job-group.ts');
    const { monitoringJobs } = await import('../monitoring/recurrent-jobs.ts');
    const { pruneOldLogs, pruneOldRecords } = await import('../app/jobs/prune-work.ts');
    const { providerWatchWork } = await import('../app/build-provider-watch.ts');
    return jobGroup(monitoringJobs, {
      control: ({ app, watchProviders, deliverAlerts }) => ({
        'watch-providers': watchProviders,
        'deliver-alerts': deliverAlerts,
        'prune-records': pruneOldRecords(app),
        'prune-logs': pruneOldLogs(app),
      }),
      workers: ({ app, providers }) => ({ 'watch-providers': providerWatchWork(app, providers) }),
    });
  },
  async routes() {
    const { usageRoutes } = await import('../http/routes/operations-routes.ts');
    return [usageRoutes];
  },
  async pages() {
    const { mountOverviewPages } = await import('../http/routes/overview-pages.ts');
    return [mountOverviewPages];
  },
};
