import { z } from 'zod';
import type { DatasetCatalog } from '../../datasets/catalog.ts';
import { createDatasetQueries } from '../../datasets/dataset-queries.ts';
import { DatasetAnswer, DatasetList } from '../answers/datasets.ts';
import { apiRoute } from '../api-route.ts';
import type { RouteFactory } from '../http-parts.ts';
import { datasetNamed } from './dataset-named.ts';

const NameParams = z.strictObject({ name: z.string().min(1).max(100) });

/** The catalog of datasets, and how each of them stands. */
export function datasetRoutes(catalog: DatasetCatalog): RouteFactory {
  return ({ app }) => [
    apiRoute({
      method: 'get',
      path: '/admin/datasets',
      area: 'datasets',
      summary: 'Every dataset, inputs before what is computed from them',
      responses: { 200: { description: 'The datasets.', schema: DatasetList } },
      async handle() {
        const items = await createDatasetQueries({ db: app.database.db, catalog }).list();
        return { status: 200, body: { items } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/datasets/:name',
      area: 'datasets',
      summary: 'One dataset with its pending changes and last refreshes',
      params: NameParams,
      responses: {
        200: { description: 'The dataset.', schema: DatasetAnswer },
        404: { description: 'There is no such dataset.' },
      },
      async handle({ params }) {
        const dataset = datasetNamed(catalog, params.name);
        return {
          status: 200,
          body: await createDatasetQueries({ db: app.database.db, catalog }).show(dataset),
        };
      },
    }),
  ];
}
