import type { Feature } from './feature.ts';

/** Records of teams day by day, tables of leagues, and the history under the names of the data pipeline's document. */
export const standings: Feature = {
  name: 'standings',
  title: 'Standings',
  commands: [
    { name: 'standings', load: async () => (await import('../cli/commands/standings.ts')).registerStandings },
  ],
  navigation: [
    { path: '/standings', text: 'Standings', place: 29, group: 'Teams' },
    { path: '/standings/pythagorean', text: 'Pythagorean', place: 30, group: 'Teams' },
  ],
  async datasets() {
    const { historyDatasets } = await import('../analytics/history/history-datasets.ts');
    const { standingsDatasets } = await import('../analytics/standings/stored/standings-dataset.ts');
    return [...historyDatasets(), ...standingsDatasets()];
  },
  async routes() {
    const { standingsRoutes } = await import('../http/routes/standings-routes.ts');
    return [standingsRoutes];
  },
  async pages() {
    const { mountStandingsPages } = await import('../http/routes/standings-pages.ts');
    return [mountStandingsPages];
  },
};
