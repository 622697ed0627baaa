import type { Feature } from './feature.ts';

/** What box scores say of how teams play. */
export const factors: Feature = {
  name: 'factors',
  title: 'Four factors',
  commands: [
    { name: 'factors', load: async () => (await import('../cli/commands/factors.ts')).registerFactors },
  ],
};
