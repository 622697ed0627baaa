import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { WORK_ACTS } from '../../jobs/ledger/work-acts.ts';
import type { WorkFilter } from '../../jobs/ledger/work-filter.ts';
import type { RouteDeps } from '../http-server-types.ts';
import type { FilterFields } from '../pages/filter-form.ts';
import { plural } from '../pages/format.ts';
import type { PageContext } from '../pages/page-context.ts';
import { workItemPage } from '../pages/work-item-page.ts';
import { workPage } from '../pages/work-page.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import { IdParams } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { WorkListQuery } from '../requests/work.ts';
import { countOfList, fieldsOf } from './filter-fields.ts';
import { type FormAction, idOf } from './form-action.ts';
import { sendPage } from './page-route.ts';
import { named } from './task-routes.ts';
import { DONE_WORDS, meantBy, toWorkFilter } from './work-routes.ts';

const WorkFields = WorkListQuery.omit({ cursor: true, limit: true });
const BulkForm = z.looseObject({
  action: z.enum(WORK_ACTS),
  filter: z.string().max(2_000),
  /** How many the question named; empty where there were too many to count. */
  expected: z.string().regex(/^\d{0,9}$/),
});

type WorkPageDeps = RouteDeps & { pageContext: (request: Request, response: Response) => PageContext };

/** The list of items of work, and the page of one. */
export function mountWorkPages(router: Router, { services, pageContext }: WorkPageDeps): void {
  const { workQueries } = services;
  router.get(
    '/work',
    answering(async (request, response) => {
      const fields = workFields(request.query);
      const cursor = request.query['cursor'];
      const filter = filterOf(fields);
      const [items, kinds] = await Promise.all([
        workQueries.list({ ...filter, ...(typeof cursor === 'string' ? { cursor } : {}) }),
        workQueries.kinds(),
      ]);
      const matching =
        Object.keys(fields).length === 0
          ? undefined
          : await countOfList(items, cursor === undefined, (limit) => workQueries.count(filter, limit));
      sendPage(response, workPage(pageContext(request, response), { items, fields, kinds, matching }));
    }),
  );
  router.get(
    '/work/:id',
    answering(async (request, response) => {
      const params = IdParams.safeParse(request.params);
      const item = params.success ? await workQueries.get(params.data.id) : undefined;
      if (!item) throw new HttpProblem('not_found', 'There is no such item of work.');
      sendPage(response, workItemPage(pageContext(request, response), item));
    }),
  );
}

/** The buttons of those pages, by the path to which they post. */
export function workForms(deps: RouteDeps): readonly (readonly [string, FormAction])[] {
  const { workActs } = deps.app;
  return [
    // Before the acts on one item: express takes the first path that fits.
    ['/work/bulk', bulkForm(deps)],
    ...WORK_ACTS.map((act): readonly [string, FormAction] => [
      `/work/:id/${act}`,
      async ({ reason }, request, actor) => {
        const id = idOf(request);
        const { changed, refused } = await workActs[act]({ ids: [id] }, named(actor, reason));
        if (changed.length > 0) return { text: DONE_WORDS[act], isGood: true };
        return { text: `Item ${id}: ${refused[0]?.reason ?? 'there is no such item'}.`, isGood: false };
      },
    ]),
  ];
}

/** Does what the question announced, unless more items match by now than it said. */
function bulkForm({ app, services }: RouteDeps): FormAction {
  return async (input, _request, actor) => {
    const { action, filter: text, expected } = checked(BulkForm, 'body', input);
    const fields = workFields(Object.fromEntries(new URLSearchParams(text)));
    if (Object.keys(fields).length === 0) {
      return { text: 'Choose a kind or a state first: nothing was done.', isGood: false };
    }
    const filter = filterOf(fields);
    const count = await services.workQueries.count(filter);
    if (expected !== '' && count > Number(expected)) {
      const words = `${plural(count, 'item')} match by now, not ${expected}: nothing was done. Look again.`;
      return { text: words, isGood: false };
    }
    const { changed, refused } = await app.workActs[action](
      meantBy(action, filter),
      named(actor, input.reason),
    );
    const [first] = refused;
    const rest = first ? ` ${refused.length} refused, the first (${first.itemId}): ${first.reason}.` : '';
    return {
      text: `${DONE[action]} ${plural(changed.length, 'item')}.${rest}`,
      isGood: refused.length === 0,
    };
  };
}

const DONE = { retry: 'Retried', requeue: 'Opened again', cancel: 'Cancelled' } as const;

function workFields(query: Readonly<Record<string, unknown>>): FilterFields {
  return fieldsOf(query, Object.keys(WorkFields.shape));
}

function filterOf(fields: FilterFields): WorkFilter {
  return toWorkFilter(checked(WorkFields, 'query', fields));
}
