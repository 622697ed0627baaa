import { type ApiRoute, apiRoute } from '../api-route.ts';
import { answersOf } from '../given-answers.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { DiscardSchema, ImportPage, RetryResultSchema, UndoSchema } from '../answers/ingest.ts';
import { ImportQuery, QuarantineRetryBody } from '../requests/schedules.ts';
import { IdParams, ReasonBody } from '../requests/values.ts';
import { named } from './task-routes.ts';

/** What was ingested and can be taken back, and rows that wait. */
export function scheduleRoutes(deps: RouteDeps): readonly ApiRoute[] {
  return [...importRoutes(deps), ...quarantineRoutes(deps)];
}

/** What was ingested, and taking it back. */
function importRoutes({ app: { ingestService }, services }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/imports',
      area: 'ingest',
      summary: 'Ingests that changed something, newest first',
      query: ImportQuery,
      responses: { 200: { description: 'A page of imports.', schema: ImportPage } },
      async handle({ query }) {
        return { status: 200, body: await services.importQueries.list(query) };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/imports/:id/undo',
      area: 'ingest',
      summary: 'Take an import back on which no later one built',
      params: IdParams,
      body: ReasonBody,
      responses: {
        200: { description: 'Taken back.', schema: UndoSchema },
        404: { description: 'There is no such import.' },
        409: { description: 'A later import or a seeding stands in the way; the answer names it.' },
      },
      async handle({ params, body, actor }) {
        const result = await ingestService.undo(params.id, named(actor, body.reason));
        if (!result.ok) throw new HttpProblem(result.reason, result.message);
        return { status: 200, body: withoutOk(result) };
      },
    }),
  ];
}

/** What becomes of rows that wait. */
function quarantineRoutes({ app: { quarantineService } }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/admin/quarantine/retry',
      area: 'ingest',
      summary: 'Read waiting rows again and import what can be used now',
      body: QuarantineRetryBody,
      responses: {
        200: { description: 'Every row is in.', schema: RetryResultSchema },
        207: { description: 'Some rows wait on, each with its reason.', schema: RetryResultSchema },
      },
      async handle({ body, actor }) {
        const { ids, sport, season, reason, source, ...answers } = body;
        const selection = { ids, sport, season, reason, source };
        const result = await quarantineService.retry(
          selection,
          { name: actor },
          { answers: answersOf(answers) },
        );
        return { status: result.still_open.length > 0 ? 207 : 200, body: result };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/quarantine/:id/discard',
      area: 'ingest',
      summary: 'Give a waiting row up',
      params: IdParams,
      body: ReasonBody,
      responses: {
        200: { description: 'Discarded.', schema: DiscardSchema },
        404: { description: 'There is no such row.' },
        409: { description: 'The row does not wait any more.' },
      },
      async handle({ params, body, actor }) {
        const result = await quarantineService.discard(params.id, named(actor, body.reason));
        if (!result.ok) throw new HttpProblem(result.reason, result.message);
        return { status: 200, body: withoutOk(result) };
      },
    }),
  ];
}

/** What an action answers, without the flag that its status tells. */
export function withoutOk<Facts extends { ok: true }>({ ok: _ok, ...facts }: Facts): Omit<Facts, 'ok'> {
  return facts;
}
