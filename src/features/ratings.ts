import type { Feature } from './feature.ts';

/** How good teams are, by their results. */
export const ratings: Feature = {
  name: 'ratings',
  title: 'Ratings',
  async datasets() {
    const { ratingDatasets } = await import('../analytics/ratings/stored/team-ratings-dataset.ts');
    return ratingDatasets();
  },
  commands: [
    { name: 'ratings', load: async () => (await import('../cli/commands/ratings.ts')).registerRatings },
  ],
};
