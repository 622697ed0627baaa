import { z } from 'zod';
import { LOAD_DATASETS, listLoadQuarantine } from '../../loads/load-quarantine.ts';
import { LoadQuarantinePage } from '../answers/loads.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { Paging } from '../requests/values.ts';

const LoadQuarantineQuery = z.strictObject({
  dataset: z.enum(LOAD_DATASETS).optional(),
  reason: z.string().max(40).optional(),
  source: z.string().max(1_000).optional(),
  ...Paging,
});

/** Files of published data that were loaded. */
export function loadRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/loads/quarantine',
      area: 'odds',
      summary: 'Rows of loaded files that could not be used; those that are mended come in with the file',
      query: LoadQuarantineQuery,
      responses: { 200: { description: 'A page of rows, newest first.', schema: LoadQuarantinePage } },
      async handle({ query }) {
        return { status: 200, body: await listLoadQuarantine(app.database.db, query) };
      },
    }),
  ];
}
