import type { Router } from 'express';
import { MAX_ID } from '../../domain/ids.ts';
import { backfillPage } from '../pages/backfill-page.ts';
import { backfillsPage } from '../pages/backfills-page.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import type { FormAction } from './form-action.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

/** The page of back-fills of the past, and that of one with its months. */
export function mountBackfillPages(router: Router, { app, pageContext }: PageRouteDeps): void {
  const { historyBackfills } = app;
  router.get(
    '/backfills',
    answering(async (request, response) => {
      const [items, sweeps] = [await historyBackfills.list(), await historyBackfills.sweeps()];
      sendPage(response, backfillsPage(pageContext(request, response), { items, sweeps }));
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
    [
      `/backfills/seasons/:id/${act}`,
      async (_fields, request, actor) => {
        const answer = await app.backfills[act](idOf(request.params['id']), actor);
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
