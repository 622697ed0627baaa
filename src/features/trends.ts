import type { Feature } from './feature.ts';

/** What many games say of teams: schedule, form, situations, meetings, officials. */
export const trends: Feature = {
  name: 'trends',
  title: 'Trends',
  async datasets() {
    const { trendDatasets } = await import('../analytics/trends/trend-datasets.ts');
    return trendDatasets();
  },
};
