import type { Feature } from './feature.ts';

/** Schedules from files and providers, and what of them waits in quarantine. */
export const schedules: Feature = {
  name: 'schedules',
  title: 'Schedules',
  commands: [
    {
      name: 'ingest-schedule',
      load: async () => (await import('../cli/commands/ingest-schedule.ts')).registerIngestSchedule,
    },
    { name: 'ingest', load: async () => (await import('../cli/commands/ingest.ts')).registerIngest },
    {
      name: 'refresh-schedules',
      load: async () => (await import('../cli/commands/refresh.ts')).registerRefreshSchedules,
    },
    {
      name: 'refresh-rosters',
      load: async () => (await import('../cli/commands/refresh.ts')).registerRefreshRosters,
    },
    {
      name: 'quarantine',
      load: async () => (await import('../cli/commands/quarantine.ts')).registerQuarantine,
    },
  ],
  navigation: [{ path: '/quarantine', text: 'Quarantine', place: 40 }],
  async checks() {
    const { SCHEDULE_CHECKS } = await import('../monitoring/doctor/work-checks.ts');
    return SCHEDULE_CHECKS;
  },
  async workKinds() {
    const { rosterWork } = await import('../schedule/refresh/roster-work.ts');
    const { buildRefreshers } = await import('../app/build-refreshers.ts');
    return ({ app, providers }) => {
      const { rosters } = buildRefreshers(app, providers);
      return [rosterWork({ rosters, clock: app.clock })];
    };
  },
  async recurrentJobs() {
    const { jobGroup } = await import('../app/jobs/job-group.ts');
    const { refreshJobs } = await import('../schedule/refresh/recurrent-jobs.ts');
    const { refreshWork } = await import('../app/jobs/refresh-work.ts');
    return jobGroup(refreshJobs, { control: () => ({}), workers: refreshWork });
  },
  async routes() {
    const { ingestRoutes } = await import('../http/routes/ingest-routes.ts');
    const { scheduleRoutes } = await import('../http/routes/schedule-routes.ts');
    const { quarantineRoutes } = await import('../http/routes/operations-routes.ts');
    return [ingestRoutes, scheduleRoutes, quarantineRoutes];
  },
  async pages() {
    const { mountQuarantinePages } = await import('../http/routes/quarantine-pages.ts');
    return [mountQuarantinePages];
  },
  async forms() {
    const { scheduleForms } = await import('../http/routes/schedule-forms.ts');
    return [scheduleForms];
  },
};
