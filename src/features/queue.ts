import { registerJobs } from '../cli/commands/jobs.ts';
import { registerRebuildQueue, registerReconcile } from '../cli/commands/reconcile.ts';
import { registerWork } from '../cli/commands/work.ts';
import type { Feature } from './feature.ts';

/** Durable work, its queue, and what recurs. */
export const queue: Feature = {
  name: 'queue',
  title: 'Queue and recurrent jobs',
  commands: [registerJobs, registerWork, registerReconcile, registerRebuildQueue],
  navigation: [
    { path: '/jobs', text: 'Jobs', place: 60 },
    { path: '/admin/queues', text: 'Queues', place: 70 },
  ],
  async routes() {
    const { jobRoutes } = await import('../http/routes/job-routes.ts');
    return [jobRoutes];
  },
  async pages() {
    const { mountJobPages } = await import('../http/routes/job-pages.ts');
    return [mountJobPages];
  },
  async forms() {
    const { jobForms } = await import('../http/routes/job-pages.ts');
    const { reconcileForms } = await import('../http/routes/operations-forms.ts');
    return [jobForms, reconcileForms];
  },
};
