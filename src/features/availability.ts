import type { Feature } from './feature.ts';

/** Who can play: injuries as providers report them. */
export const availability: Feature = {
  name: 'availability',
  title: 'Availability',
  commands: [
    { name: 'injuries', load: async () => (await import('../cli/commands/injuries.ts')).registerInjuries },
  ],
  async recurrentJobs() {
    const { jobGroup } = await import('../app/jobs/job-group.ts');
    const { injuryWork } = await import('../app/jobs/injury-work.ts');
    const { availabilityJobs } = await import('../availability/recurrent-jobs.ts');
    return jobGroup(availabilityJobs, {
      control: () => ({}),
      workers: (deps) => ({ 'poll-injuries': injuryWork(deps) }),
    });
  },
  async datasets() {
    const { providerWordDatasets } = await import('../datasets/collected/provider-word-datasets.ts');
    return providerWordDatasets();
  },
  async routes() {
    const { injuryRoutes } = await import('../http/routes/injury-routes.ts');
    return [injuryRoutes];
  },
};
