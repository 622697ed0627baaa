import type { BackfillAnswer } from '../../history/backfill-types.ts';
import {
  BackfillActionAnswer,
  BackfillList,
  BackfillOutlookAnswer,
  BackfillStartAnswer,
  BackfillUnitsAnswer,
} from '../answers/history.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { BackfillBody, BackfillListQuery } from '../requests/history.ts';
import { IdParams } from '../requests/values.ts';

const NONE = { description: 'There is no such back-fill.' };

/** Begins back-fills of the past, shows how far they are, and stops them. */
export function historyRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  const { historyBackfills } = app;
  const change = (action: 'pause' | 'resume' | 'cancel', summary: string): ApiRoute =>
    apiRoute({
      method: 'post',
      path: `/admin/backfills/:id/${action}`,
      area: 'tasks',
      summary,
      params: IdParams,
      responses: {
        200: { description: 'The back-fill as it is now.', schema: BackfillActionAnswer },
        404: NONE,
        409: { description: 'It has ended.' },
      },
      handle: async ({ params, actor }) => ({
        status: 200,
        body: bodyOf(await historyBackfills[action](params.id, actor)),
      }),
    });
  return [
    apiRoute({
      method: 'get',
      path: '/admin/backfills',
      area: 'tasks',
      summary: 'Back-fills of the past, the newest first',
      query: BackfillListQuery,
      responses: { 200: { description: 'The back-fills.', schema: BackfillList } },
      handle: async ({ query }) => ({
        status: 200,
        body: await historyBackfills.list(query),
      }),
    }),
    startRoute(app),
    apiRoute({
      method: 'get',
      path: '/admin/backfills/:id',
      area: 'tasks',
      summary: 'How far a back-fill is, unit by unit',
      params: IdParams,
      responses: {
        200: { description: 'The back-fill with its units.', schema: BackfillUnitsAnswer },
        404: NONE,
      },
      async handle({ params }) {
        const backfill = await historyBackfills.get(params.id);
        if (!backfill) throw new HttpProblem('not_found', `There is no back-fill ${params.id}.`);
        return { status: 200, body: { backfill, units: await historyBackfills.units(params.id) } };
      },
    }),
    change('pause', 'Make no further step of a back-fill'),
    change('resume', 'Go on with a back-fill that is paused, has failed or was cancelled'),
    change('cancel', 'End a back-fill; what is read stays'),
  ];
}

function startRoute(app: RouteDeps['app']): ApiRoute {
  return apiRoute({
    method: 'post',
    path: '/admin/backfills',
    area: 'tasks',
    summary: 'Read the past of leagues: games with results, box scores and prices, as the last priority',
    body: BackfillBody,
    responses: {
      200: { description: 'What it would take (`dry_run`).', schema: BackfillOutlookAnswer },
      202: { description: 'The back-fill, new or there already.', schema: BackfillStartAnswer },
      409: { description: 'A paused back-fill has these months, or it costs more than is left.' },
    },
    async handle({ body, actor }) {
      const { league, from, to = from, source, parts, resume, confirm_costs: areCostsConfirmed } = body;
      const moments = body.odds_at && [...new Set(body.odds_at)];
      const request = { league, from, to, source, parts, moments };
      if (body.dry_run)
        return { status: 200, body: { outlook: await app.historyBackfills.outlook(request) } };
      const order = { actor, isResumed: resume, areCostsConfirmed };
      const { outlook, ...answer } = await app.historyBackfills.start(request, order);
      return { status: 202, body: { ...bodyOf(answer), outlook } };
    },
  });
}

function bodyOf(answer: BackfillAnswer) {
  if (!answer.ok)
    throw new HttpProblem(answer.reason === 'not_found' ? 'not_found' : 'conflict', answer.message);
  return { backfill: answer.backfill, message: answer.message };
}
