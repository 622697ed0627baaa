import type { Feature } from './feature.ts';

/** What box scores say of how teams play. */
export const factors: Feature = {
  name: 'factors',
  title: 'Four factors',
  async datasets() {
    const { factorsDatasets } = await import('../analytics/factors/factors-datasets.ts');
    return factorsDatasets();
  },
  commands: [
    { name: 'factors', load: async () => (await import('../cli/commands/factors.ts')).registerFactors },
  ],
};
