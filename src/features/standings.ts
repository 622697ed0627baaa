import type { Feature } from './feature.ts';

/** Records of teams day by day, and the history under the names of the data pipeline's document. */
export const standings: Feature = {
  name: 'standings',
  title: 'Standings',
  async datasets() {
    const { historyDatasets } = await import('../analytics/history/history-datasets.ts');
    return historyDatasets();
  },
};
