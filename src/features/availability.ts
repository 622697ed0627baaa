import type { Feature } from './feature.ts';

/** Who can play and who does: injuries, line-ups, officials and changes of teams. */
export const availability: Feature = {
  name: 'availability',
  title: 'Availability',
  commands: [
    { name: 'injuries', load: async () => (await import('../cli/commands/injuries.ts')).registerInjuries },
    { name: 'lineups', load: async () => (await import('../cli/commands/lineups.ts')).registerLineups },
    { name: 'officials', load: async () => (await import('../cli/commands/officials.ts')).registerOfficials },
    {
      name: 'transactions',
      load: async () => (await import('../cli/commands/transactions.ts')).registerTransactions,
    },
  ],
  navigation: [{ path: '/availability', text: 'Availability', place: 24 }],
  async checks() {
    const { LINEUP_CHECKS } = await import('../monitoring/doctor/lineup-checks.ts');
    return LINEUP_CHECKS;
  },
  async pages() {
    const { mountAvailabilityPages } = await import('../http/routes/availability-pages.ts');
    return [mountAvailabilityPages];
  },
  async forms() {
    const { availabilityForms } = await import('../http/routes/availability-pages.ts');
    return [availabilityForms];
  },
  async recurrentJobs() {
    const { jobGroup } = await import('../app/jobs/job-group.ts');
    const { injuryWork } = await import('../app/jobs/injury-work.ts');
    const { followLineupsWork, lineupWork, officialsWork } = await import('../app/jobs/lineup-work.ts');
    const { availabilityJobs } = await import('../availability/recurrent-jobs.ts');
    return jobGroup(availabilityJobs, {
      control: ({ app }) => ({ 'follow-lineups': followLineupsWork(app) }),
      workers: (deps) => ({
        'poll-injuries': injuryWork(deps),
        'poll-lineups': lineupWork(deps),
        'poll-officials': officialsWork(deps),
      }),
    });
  },
  async datasets() {
    const { providerWordDatasets } = await import('../datasets/collected/provider-word-datasets.ts');
    return providerWordDatasets();
  },
  async routes() {
    const { injuryRoutes } = await import('../http/routes/injury-routes.ts');
    const { availabilityRoutes } = await import('../http/routes/availability-routes.ts');
    return [injuryRoutes, availabilityRoutes];
  },
};
