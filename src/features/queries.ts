import type { Feature } from './feature.ts';

/** Named questions of betting, and the materialized views that some of them are asked of. */
export const queries: Feature = {
  name: 'queries',
  title: 'Queries',
  commands: [
    { name: 'queries', load: async () => (await import('../cli/commands/queries.ts')).registerQueries },
  ],
  navigation: [{ path: '/queries', text: 'Queries', place: 31, group: 'Odds' }],
  async datasets() {
    const { martDatasets } = await import('../analytics/queries/mart-datasets.ts');
    return martDatasets();
  },
  async metrics() {
    const { queryMetrics } = await import('../monitoring/metrics/query-metrics.ts');
    const { READER_SCHEMA } = await import('../db/schema/reader-schema.ts');
    const { standingQueries } = await import('../analytics/queries/standing-queries.ts');
    return [queryMetrics({ schema: READER_SCHEMA, queries: standingQueries() })];
  },
  async routes() {
    const { queryRoutes } = await import('../http/routes/query-routes.ts');
    return [queryRoutes];
  },
  async pages() {
    const { mountQueryPages } = await import('../http/routes/query-pages.ts');
    return [mountQueryPages];
  },
};
