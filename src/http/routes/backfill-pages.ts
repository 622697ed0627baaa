import type { Router } from 'express';
import { z } from 'zod';
import { MAX_ID } from '../../domain/ids.ts';
import { backfillPage } from '../pages/backfill-page.ts';
import { backfillsPage } from '../pages/backfills-page.ts';
import { Paging } from '../requests/values.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import type { FormAction } from './form-action.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

const Fields = z.object({ cursor: Paging.cursor });

/** The page of back-fills of the past, and that of one with its months. */
export function mountBackfillPages(router: Router, { app, pageContext }: PageRouteDeps): void {
  const { historyBackfills } = app;
  router.get(
    '/backfills',
    answering(async (request, response) => {
      const { cursor } = checked(Fields, 'query', fieldsOf(request.query, Object.keys(Fields.shape)));
      const page = await historyBackfills.list({ cursor });
      sendPage(response, backfillsPage(pageContext(request, response), page));
    }),
  );
  router.get(
    '/backfills/:id',
    answering(async (request, response) => {
      const id = idOf(request.params['id']);
      const backfill = await historyBackfills.get(id);
      if (!backfill) throw new HttpProblem('not_found', 'There is no such back-fill.');
      const units = await historyBackfills.units(id);
      sendPage(response, backfillPage(pageContext(request, response), { backfill, units }));
    }),
  );
}

/** The buttons of those pages, by the path to which they post. */
export function backfillForms({ app }: RouteDeps): readonly (readonly [string, FormAction])[] {
  return (['pause', 'resume', 'cancel'] as const).flatMap((act): (readonly [string, FormAction])[] => [
    [
      `/backfills/:id/${act}`,
      async (_fields, request, actor) => {
        const answer = await app.historyBackfills[act](idOf(request.params['id']), actor);
        return { text: answer.message, isGood: answer.ok };
      },
    ],
  ]);
}

function idOf(text: unknown): number {
  const id = /^\d{1,10}$/.test(String(text)) ? Number(text) : 0;
  if (id > 0 && id <= MAX_ID) return id;
  throw new HttpProblem('not_found', 'There is no such back-fill.');
}
