import type { SeasonRow } from '../../history/season-rows.ts';
import type { SeasonResult } from '../../history/season-backfills.ts';
import { type ApiAnswer, type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { SweepActionAnswer, SweepAnswer, SweepList } from '../answers/tasks.ts';
import { SweepBody, SweepListQuery } from '../requests/tasks.ts';
import { IdParams } from '../requests/values.ts';

const NO_SWEEP = { description: 'There is no such back-fill of a season.' };

/** Back-fills of a season by its games, as clients of earlier versions know them; the numbers are those of all back-fills. */
export function backfillRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  const { seasonBackfills: backfills } = app;
  const change = (action: 'pause' | 'resume' | 'cancel', summary: string): ApiRoute =>
    apiRoute({
      method: 'post',
      path: `/admin/blanket/:id/${action}`,
      area: 'tasks',
      summary,
      params: IdParams,
      responses: {
        200: { description: 'The back-fill as it is now.', schema: SweepActionAnswer },
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
      summary:
        'Back-fills of a season by its games, the newest first; they stand in /admin/backfills as well',
      query: SweepListQuery,
      responses: { 200: { description: 'The back-fills.', schema: SweepList } },
      handle: async ({ query }) => ({ status: 200, body: await backfills.list(query) }),
    }),
    apiRoute({
      method: 'post',
      path: '/admin/blanket',
      area: 'tasks',
      summary: 'Seed every finished game of a season that has no lines, as the last priority',
      body: SweepBody,
      responses: {
        202: { description: 'The back-fill, new or under way already.', schema: SweepActionAnswer },
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
      summary: 'How far a back-fill of a season is, by its games',
      params: IdParams,
      responses: { 200: { description: 'The back-fill.', schema: SweepAnswer }, 404: NO_SWEEP },
      async handle({ params }) {
        const sweep = await backfills.get(params.id);
        if (!sweep) throw new HttpProblem('not_found', `There is no back-fill ${params.id} of a season.`);
        return { status: 200, body: { sweep } };
      },
    }),
    change('pause', 'Hand out no more games; those that are out are finished'),
    change('resume', 'Go on with a back-fill of a season'),
    change('cancel', 'End a back-fill of a season; games that are out are finished'),
  ];
}

function answer(result: SeasonResult, status: number): ApiAnswer<{ sweep: SeasonRow; message: string }> {
  if (!result.ok) throw new HttpProblem(result.reason, result.message);
  return { status, body: { sweep: result.sweep, message: result.message } };
}
