import type { Feature } from './feature.ts';

/** How good teams are, by their results. */
export const ratings: Feature = {
  name: 'ratings',
  title: 'Ratings',
  commands: [
    { name: 'ratings', load: async () => (await import('../cli/commands/ratings.ts')).registerRatings },
  ],
};
