import { z } from 'zod';
import { QUERIES, needQuery } from '../../analytics/queries/query-catalog.ts';
import { PARAMETERS } from '../../analytics/queries/query-parameters.ts';
import { runQuery } from '../../analytics/queries/run-query.ts';
import { QueryAnswer, QueryList } from '../answers/queries.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';

const QueryParams = z.strictObject({
  name: z.string().max(40).meta({ description: 'Of `GET /admin/queries`.', example: 'ats-trends' }),
});

const Value = z.string().max(100).optional();

/** All parameters of all queries; one that the query does not have is refused. */
export const QueryFields = z.strictObject(
  Object.fromEntries(
    Object.entries(PARAMETERS).map(([name, { meaning }]) => [name, Value.meta({ description: meaning })]),
  ),
);

/** The named questions, each a file of SQL. */
export function queryRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/queries',
      area: 'queries',
      summary: 'Named questions of betting, with what each takes',
      responses: { 200: { description: 'In the order of the documentation.', schema: QueryList } },
      handle: async () => ({ status: 200, body: { items: QUERIES.map(listed) } }),
    }),
    apiRoute({
      method: 'get',
      path: '/admin/queries/:name',
      area: 'queries',
      summary: 'Ask a named question',
      params: QueryParams,
      query: QueryFields,
      responses: { 200: { description: 'Its rows, with how fresh they are.', schema: QueryAnswer } },
      async handle({ params: { name }, query: given }) {
        const query = needQuery(name);
        const names = {
          leagues: await app.leagueRegister.current(),
          teamsOf: (league: string) => app.teamService.list({ league }),
        };
        const now = new Date(app.clock.nowMs());
        return { status: 200, body: await runQuery(app.database.db, names, { query, given, now }) };
      },
    }),
  ];
}

function listed({ name, title, meaning, parameters, required }: (typeof QUERIES)[number]) {
  return { name, title, meaning, parameters: [...parameters], required: [...required] };
}
