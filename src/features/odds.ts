import type { Feature } from './feature.ts';

/** Prices of bookmakers, and what follows from them. */
export const odds: Feature = {
  name: 'odds',
  title: 'Odds',
  commands: [
    { name: 'odds', load: async () => (await import('../cli/commands/odds.ts')).registerOdds },
    { name: 'load', load: async () => (await import('../cli/commands/load.ts')).registerLoad },
  ],
};
