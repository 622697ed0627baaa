import type { Feature } from './feature.ts';

/** Datasets: what is collected, by which runs, and what is computed from it. */
export const data: Feature = {
  name: 'data',
  title: 'Data',
  navigation: [
    { path: '/datasets', text: 'Datasets', place: 54, group: 'Data' },
    { path: '/runs', text: 'Runs', place: 56, group: 'Data' },
  ],
  commands: [
    { name: 'load', load: async () => (await import('../cli/commands/load.ts')).registerLoad },
    {
      name: 'load-quarantine',
      load: async () => (await import('../cli/commands/load-quarantine.ts')).registerLoadQuarantine,
    },
    { name: 'runs', load: async () => (await import('../cli/commands/runs.ts')).registerRuns },
    { name: 'datasets', load: async () => (await import('../cli/commands/datasets.ts')).registerDatasets },
  ],
  async datasets() {
    const { collectedDatasets } = await import('../datasets/collected/collected-datasets.ts');
    const { seasonDatasets } = await import('../datasets/season/season-datasets.ts');
    return [...collectedDatasets(), ...seasonDatasets()];
  },
  async workKinds({ datasets }) {
    const { refreshWork } = await import('../datasets/refresh-work.ts');
    const { createDatasetRefresher } = await import('../datasets/refresher.ts');
    return ({ app: { database, logger } }) => {
      const { db } = database;
      const refresher = createDatasetRefresher({ db, catalog: datasets, logger });
      return [refreshWork({ db, catalog: datasets, refresher })];
    };
  },
  async checks({ datasets }) {
    const { freshnessTerms } = await import('../datasets/freshness.ts');
    const { datasetChecks } = await import('../monitoring/doctor/dataset-checks.ts');
    return datasetChecks(freshnessTerms(datasets));
  },
  async metrics({ datasets }) {
    const { freshnessTerms } = await import('../datasets/freshness.ts');
    const { datasetMetrics } = await import('../monitoring/metrics/dataset-metrics.ts');
    const { readerMetrics } = await import('../monitoring/metrics/reader-metrics.ts');
    const { READER_SCHEMA } = await import('../db/schema/reader-schema.ts');
    return [datasetMetrics(freshnessTerms(datasets)), readerMetrics({ schema: READER_SCHEMA })];
  },
  async recurrentJobs() {
    const { joinedJobs, jobGroup } = await import('../app/jobs/job-group.ts');
    const { archiveJobs } = await import('../archive/recurrent-jobs.ts');
    const { datasetJobs } = await import('../datasets/recurrent-jobs.ts');
    const { datasetWork } = await import('../app/jobs/dataset-work.ts');
    const { prunePayloads } = await import('../app/jobs/prune-work.ts');
    return joinedJobs([
      jobGroup(datasetJobs, {
        control: ({ app, datasets }) => datasetWork(app, datasets),
        workers: () => ({}),
      }),
      jobGroup(archiveJobs, {
        control: ({ app }) => ({ 'prune-payloads': prunePayloads(app) }),
        workers: () => ({}),
      }),
    ]);
  },
  async routes({ datasets }) {
    const { datasetRoutes } = await import('../http/routes/dataset-routes.ts');
    const { seasonRoutes } = await import('../http/routes/season-routes.ts');
    const { runRoutes } = await import('../http/routes/run-routes.ts');
    const { loadRoutes } = await import('../http/routes/load-routes.ts');
    return [seasonRoutes, runRoutes, loadRoutes, datasetRoutes(datasets)];
  },
  async pages({ datasets }) {
    const { datasetPages } = await import('../http/routes/dataset-pages.ts');
    const { mountRunPages } = await import('../http/routes/run-pages.ts');
    return [datasetPages(datasets), mountRunPages];
  },
  async forms({ datasets }) {
    const { datasetForms } = await import('../http/routes/dataset-routes.ts');
    return [datasetForms(datasets)];
  },
};
