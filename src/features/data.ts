import type { Feature } from './feature.ts';

/** Datasets: what is collected, and what is computed from it. */
export const data: Feature = {
  name: 'data',
  title: 'Data',
  async routes() {
    const { seasonRoutes } = await import('../http/routes/season-routes.ts');
    return [seasonRoutes];
  },
};
