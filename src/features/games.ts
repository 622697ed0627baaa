import type { Feature } from './feature.ts';

/** Games and what is known of them. */
export const games: Feature = {
  name: 'games',
  title: 'Games',
  commands: [
    { name: 'why', load: async () => (await import('../cli/commands/why.ts')).registerWhy },
    {
      name: 'differences',
      load: async () => (await import('../cli/commands/differences.ts')).registerDifferences,
    },
    { name: 'query', load: async () => (await import('../cli/commands/query.ts')).registerQuery },
  ],
  navigation: [
    { path: '/games', text: 'Games', place: 20 },
    { path: '/differences', text: 'Differences', place: 57, group: 'Data' },
  ],
  async routes() {
    const { gameRoutes } = await import('../http/routes/game-routes.ts');
    const { differenceRoutes } = await import('../http/routes/difference-routes.ts');
    return [gameRoutes, differenceRoutes];
  },
  async pages() {
    const { mountGamePages } = await import('../http/routes/game-pages.ts');
    const { mountDifferencePages } = await import('../http/routes/difference-pages.ts');
    return [mountGamePages, mountDifferencePages];
  },
};
