import type { Feature } from './feature.ts';

/** How good teams are, by their results. */
export const ratings: Feature = {
  name: 'ratings',
  title: 'Ratings',
  async datasets() {
    const { ratingDatasets } = await import('../analytics/ratings/stored/team-ratings-dataset.ts');
    return ratingDatasets();
  },
  navigation: [{ path: '/ratings', text: 'Ratings', place: 28, group: 'Teams' }],
  async routes() {
    const { ratingRoutes } = await import('../http/routes/rating-routes.ts');
    return [ratingRoutes];
  },
  async pages() {
    const { mountRatingPages } = await import('../http/routes/rating-pages.ts');
    return [mountRatingPages];
  },
  commands: [
    { name: 'ratings', load: async () => (await import('../cli/commands/ratings.ts')).registerRatings },
  ],
};
