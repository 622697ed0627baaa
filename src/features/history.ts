import type { Feature } from './feature.ts';

/** The past: back-fills of games, box scores and prices by range. */
export const history: Feature = {
  name: 'history',
  title: 'History',
  commands: [
    { name: 'backfill', load: async () => (await import('../cli/commands/backfill.ts')).registerBackfill },
  ],
  navigation: [{ path: '/backfills', text: 'Back-fills', place: 64, group: 'Work' }],
  async recurrentJobs() {
    const { jobGroup } = await import('../app/jobs/job-group.ts');
    const { historyJobs } = await import('../history/recurrent-jobs.ts');
    const { historyTakeUp } = await import('../app/jobs/history-take-up.ts');
    return jobGroup(historyJobs, {
      control: ({ app }) => ({ 'take-up-backfills': historyTakeUp(app) }),
      workers: ({ app }) => ({ 'take-up-backfills': historyTakeUp(app) }),
    });
  },
  async checks() {
    const { BACKFILL_CHECKS } = await import('../monitoring/doctor/backfill-checks.ts');
    return BACKFILL_CHECKS;
  },
  async metrics() {
    const { backfillMetrics } = await import('../monitoring/metrics/backfill-metrics.ts');
    return [backfillMetrics];
  },
  async routes() {
    const { historyRoutes } = await import('../http/routes/history-routes.ts');
    const { backfillFileRoutes } = await import('../http/routes/backfill-file-routes.ts');
    return [historyRoutes, backfillFileRoutes];
  },
  async pages() {
    const { mountBackfillPages } = await import('../http/routes/backfill-pages.ts');
    return [mountBackfillPages];
  },
  async forms() {
    const { backfillForms } = await import('../http/routes/backfill-pages.ts');
    return [backfillForms];
  },
  async workKinds() {
    const { historyWork } = await import('../history/step-work.ts');
    const { historyDeps } = await import('../app/history-deps.ts');
    return ({ app, providers }) => [historyWork(historyDeps(app, providers))];
  },
};
