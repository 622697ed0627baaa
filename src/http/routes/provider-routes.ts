import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { BreakerList, BreakerResetAnswer, ForecastSchema, ObjectiveList } from '../answers/providers.ts';
import { BreakerResetBody, ForecastQuery } from '../requests/operations.ts';
import { named } from './task-routes.ts';

/** The limits of providers: breakers, and what the coming days will need. */
export function providerRoutes({ services }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/breakers',
      area: 'usage',
      summary: 'The breaker of each provider, as all workers see it',
      responses: { 200: { description: 'One entry for each host.', schema: BreakerList } },
      async handle() {
        return { status: 200, body: { breakers: (await services.breakers?.list()) ?? [] } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/objectives',
      area: 'usage',
      summary: 'What was promised, what was kept, and what is left of each error budget',
      responses: { 200: { description: 'One entry for each objective.', schema: ObjectiveList } },
      async handle() {
        return { status: 200, body: { objectives: await services.readObjectives() } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/forecast',
      area: 'usage',
      summary: 'Calls that the coming days need and have, and what will be late',
      query: ForecastQuery,
      responses: { 200: { description: 'UTC days by host.', schema: ForecastSchema } },
      async handle({ query }) {
        const days = query.days ?? 7;
        return { status: 200, body: { days, hosts: await services.forecast(days) } };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/breakers/reset',
      area: 'usage',
      summary: 'Close the breaker of a provider, for all workers',
      body: BreakerResetBody,
      responses: { 200: { description: 'It is closed.', schema: BreakerResetAnswer } },
      async handle({ body, actor }) {
        const result = await services.breakers?.reset(body.host, named(actor, body.reason));
        if (!result) throw new HttpProblem('not_found', 'No breakers are wired into this process.');
        if (!result.ok) throw new HttpProblem(result.reason, result.message);
        return { status: 200, body: { host: body.host, message: result.message } };
      },
    }),
  ];
}
