import type { Feature } from './feature.ts';

/** Durable work, its queue, and what recurs. */
export const queue: Feature = {
  name: 'queue',
  title: 'Queue and recurrent jobs',
  commands: [
    { name: 'jobs', load: async () => (await import('../cli/commands/jobs.ts')).registerJobs },
    { name: 'work', load: async () => (await import('../cli/commands/work.ts')).registerWork },
    { name: 'reconcile', load: async () => (await import('../cli/commands/reconcile.ts')).registerReconcile },
    {
      name: 'rebuild-queue',
      load: async () => (await import('../cli/commands/reconcile.ts')).registerRebuildQueue,
    },
  ],
  navigation: [
    { path: '/jobs', text: 'Jobs', place: 60, group: 'Work' },
    { path: '/work', text: 'Work', place: 62, group: 'Work' },
    { path: '/admin/queues', text: 'Queues', place: 70, group: 'Work' },
  ],
  async checks() {
    const { QUEUE_CHECKS } = await import('../monitoring/doctor/work-checks.ts');
    return QUEUE_CHECKS;
  },
  async metrics() {
    const { jobMetrics } = await import('../monitoring/metrics/job-metrics.ts');
    return [jobMetrics];
  },
  async recurrentJobs() {
    const { jobGroup } = await import('../app/jobs/job-group.ts');
    const { queueJobs } = await import('../jobs/queue-jobs.ts');
    const { queueWork } = await import('../app/jobs/queue-work.ts');
    const { reconcileWork } = await import('../app/reconcile-work.ts');
    return jobGroup(queueJobs, {
      control: ({ app }) => queueWork(app),
      workers: ({ app }) => ({ reconcile: reconcileWork(app) }),
    });
  },
  async routes() {
    const { jobRoutes } = await import('../http/routes/job-routes.ts');
    const { workRoutes } = await import('../http/routes/work-routes.ts');
    const { reconcileRoutes } = await import('../http/routes/operations-routes.ts');
    return [jobRoutes, workRoutes, reconcileRoutes];
  },
  async pages() {
    const { mountJobPages } = await import('../http/routes/job-pages.ts');
    const { mountWorkPages } = await import('../http/routes/work-pages.ts');
    return [mountJobPages, mountWorkPages];
  },
  async forms() {
    const { jobForms } = await import('../http/routes/job-pages.ts');
    const { reconcileForms } = await import('../http/routes/operations-forms.ts');
    const { workForms } = await import('../http/routes/work-pages.ts');
    return [jobForms, workForms, reconcileForms];
  },
};
