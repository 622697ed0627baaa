import type { BackfillRow } from '../../seeding/backfill/backfill-row.ts';
import type { BackfillResult } from '../../seeding/backfill/backfills.ts';
import { type ApiAnswer, type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { SweepActionAnswer, SweepAnswer, SweepList } from '../answers/tasks.ts';
import { SweepBody, SweepListQuery } from '../requests/tasks.ts';
import { IdParams } from '../requests/values.ts';

const NO_SWEEP = { description: 'There is no such sweep.' };

/** Starts back-fills of a season, shows how far they are, and stops them. */
export function backfillRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  const { backfills } = app;
  const change = (action: 'pause' | 'resume' | 'cancel', summary: string): ApiRoute =>
    apiRoute({
      method: 'post',
      path: `/admin/blanket/:id/${action}`,
      area: 'tasks',
      summary,
      params: IdParams,
      responses: {
        200: { description: 'The sweep as it is now.', schema: SweepActionAnswer },
        404: NO_SWEEP,
        409: { description: 'It is so already, or has ended.' },
      },
      handle: async ({ params, actor }) => answer(await backfills[action](params.id, actor), 200),
    });
  return [
    apiRoute({
      method: 'get',
      path: '/admin/blanket',
      area: 'tasks',
      summary: 'Sweeps over a season, the newest first',
      query: SweepListQuery,
      responses: { 200: { description: 'The sweeps.', schema: SweepList } },
      handle: async ({ query }) => ({ status: 200, body: { items: await backfills.list(query) } }),
    }),
    apiRoute({
      method: 'post',
      path: '/admin/blanket',
      area: 'tasks',
      summary: 'Seed every finished game of a season that has no lines, as the last priority',
      body: SweepBody,
      responses: {
        202: { description: 'The sweep, new or under way already.', schema: SweepActionAnswer },
        404: { description: 'There is no such season or league.' },
      },
      async handle({ body: { sport, season, league }, actor }) {
        return answer(await backfills.start({ sport, year: season, league }, actor), 202);
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/blanket/:id',
      area: 'tasks',
      summary: 'How far a sweep is',
      params: IdParams,
      responses: { 200: { description: 'The sweep.', schema: SweepAnswer }, 404: NO_SWEEP },
      async handle({ params }) {
        const sweep = await backfills.get(params.id);
        if (!sweep) throw new HttpProblem('not_found', `There is no sweep ${params.id}.`);
        return { status: 200, body: { sweep } };
      },
    }),
    change('pause', 'Hand out no more games; those that are out are finished'),
    change('resume', 'Go on with a paused sweep'),
    change('cancel', 'End a sweep; games that are out are finished'),
  ];
}

function answer(result: BackfillResult, status: number): ApiAnswer<{ sweep: BackfillRow; message: string }> {
  if (!result.ok) throw new HttpProblem(result.reason, result.message);
  return { status, body: { sweep: result.sweep, message: result.message } };
}
