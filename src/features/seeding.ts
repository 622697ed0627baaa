import type { Feature } from './feature.ts';

/** Box scores of games: tasks, and what people do with them. */
export const seeding: Feature = {
  name: 'seeding',
  title: 'Seeding',
  commands: [
    { name: 'scheduler', load: async () => (await import('../cli/commands/scheduler.ts')).registerScheduler },
    {
      name: 'generate-tasks',
      load: async () => (await import('../cli/commands/seed.ts')).registerGenerateTasks,
    },
    { name: 'list-tasks', load: async () => (await import('../cli/commands/tasks.ts')).registerListTasks },
    {
      name: 'retry-task',
      load: async () => (await import('../cli/commands/task-actions.ts')).registerRetryTask,
    },
    {
      name: 'cancel-task',
      load: async () => (await import('../cli/commands/task-actions.ts')).registerCancelTask,
    },
    { name: 'seed-game', load: async () => (await import('../cli/commands/seed.ts')).registerSeedGame },
    { name: 'seed-games', load: async () => (await import('../cli/commands/seed.ts')).registerSeedGames },
    {
      name: 'seed-blanket',
      aliases: ['seed-2phase'],
      load: async () => (await import('../cli/commands/seed-blanket.ts')).registerSeedBlanket,
    },
    { name: 'replay', load: async () => (await import('../cli/commands/replay.ts')).registerReplay },
  ],
  navigation: [{ path: '/tasks', text: 'Tasks', place: 30 }],
  async checks() {
    const { SEEDING_CHECKS } = await import('../monitoring/doctor/work-checks.ts');
    return SEEDING_CHECKS;
  },
  async recurrentJobs() {
    const { jobGroup } = await import('../app/jobs/job-group.ts');
    const { seedingJobs } = await import('../seeding/recurrent-jobs.ts');
    const { farLeaseWork } = await import('../app/jobs/prune-work.ts');
    const { compareWork } = await import('../app/jobs/compare-work.ts');
    const { earlyFinishWork } = await import('../app/jobs/early-finish-work.ts');
    const { resultsWork } = await import('../app/jobs/results-work.ts');
    return jobGroup(seedingJobs, {
      control: ({ app }) => ({ 'cut-far-leases': farLeaseWork(app) }),
      workers: (deps) => ({
        'finish-early': earlyFinishWork(deps),
        'compare-sources': compareWork(deps),
        ...resultsWork(deps),
      }),
    });
  },
  async routes() {
    const { taskRoutes } = await import('../http/routes/task-routes.ts');
    const { bulkRoutes } = await import('../http/routes/bulk-routes.ts');
    const { backfillRoutes } = await import('../http/routes/backfill-routes.ts');
    const { schedulerRoutes } = await import('../http/routes/operations-routes.ts');
    return [schedulerRoutes, taskRoutes, bulkRoutes, backfillRoutes];
  },
  async pages() {
    const { mountTaskPages } = await import('../http/routes/task-pages.ts');
    return [mountTaskPages];
  },
  async forms() {
    const { taskForms } = await import('../http/routes/task-forms.ts');
    const { schedulerForms } = await import('../http/routes/operations-forms.ts');
    return [taskForms, schedulerForms];
  },
};
