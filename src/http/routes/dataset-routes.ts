import { z } from 'zod';
import type { DatasetCatalog } from '../../datasets/catalog.ts';
import { createDatasetQueries } from '../../datasets/dataset-queries.ts';
import { DatasetAnswer, DatasetList, RefreshOrderAnswer } from '../answers/datasets.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { FormFactory, RouteFactory } from '../http-parts.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { orderRefresh } from '../order-refresh.ts';
import { RefreshOrderBody } from '../requests/datasets.ts';
import { Season } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { datasetNamed } from './dataset-named.ts';
import { named } from './task-routes.ts';

const NameParams = z.strictObject({ name: z.string().min(1).max(100) });

/** The catalog of datasets, and how each of them stands. */
export function datasetRoutes(catalog: DatasetCatalog): RouteFactory {
  return (deps) => [...readingRoutes(deps, catalog), orderRoute(deps, catalog)];
}

function readingRoutes({ app }: RouteDeps, catalog: DatasetCatalog): readonly ApiRoute[] {
  return [
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

function orderRoute(deps: RouteDeps, catalog: DatasetCatalog): ApiRoute {
  const done = { schema: RefreshOrderAnswer };
  return apiRoute({
    method: 'post',
    path: '/admin/datasets/:name/refresh',
    area: 'datasets',
    summary: 'Have workers compute a part of a dataset anew, and what is computed from it',
    params: NameParams,
    body: RefreshOrderBody,
    responses: {
      200: { ...done, description: 'There is nothing of that to refresh.' },
      202: { ...done, description: 'It is handed over; `GET /admin/work/:id` tells how it goes.' },
      404: { description: 'There is no such dataset.' },
      409: { description: 'The dataset is collected, not computed.' },
    },
    async handle({ params, body, actor }) {
      const { season, entity_ids: entityIds, reason } = body;
      const selection = { seasonYear: season, entityIds };
      const order = { name: params.name, selection, actor: named(actor, reason) };
      const { name, keys, itemId, isOpened, message } = await orderRefresh(deps, catalog, order);
      return {
        status: itemId === null ? 200 : 202,
        body: { name, keys, item_id: itemId, is_new: isOpened, message },
      };
    },
  });
}

/** The season of a form; an empty field means all of them. */
const SeasonForm = z.looseObject({
  season: z
    .string()
    .trim()
    .transform((text): string | number | undefined => (text === '' ? undefined : text))
    .pipe(Season.optional())
    .optional(),
});

/** The button that has a dataset computed anew. */
export function datasetForms(catalog: DatasetCatalog): FormFactory {
  return (deps) => [
    [
      '/datasets/:name/refresh',
      async (input, request, actor) => {
        const { season } = checked(SeasonForm, 'body', input);
        const { message, keys } = await orderRefresh(deps, catalog, {
          name: String(request.params['name']),
          selection: { seasonYear: season },
          actor: named(actor, input.reason),
        });
        return { text: message, isGood: keys > 0 };
      },
    ],
  ];
}
