import type { z } from 'zod';
import { WORK_ACTS, type WorkAct } from '../../jobs/ledger/work-acts.ts';
import type { WorkFilter } from '../../jobs/ledger/work-filter.ts';
import { WorkActAnswer, WorkBulkAnswer, WorkItemAnswer, WorkPage } from '../answers/work.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { IdParams, ReasonBody } from '../requests/values.ts';
import { WorkBulkBody, WorkListQuery } from '../requests/work.ts';
import { named } from './task-routes.ts';

/** What the acts do, by the last part of their path. */
const SUMMARIES: Readonly<Record<WorkAct, string>> = {
  retry: 'Open a failed, cancelled or waiting item again, due now, with fresh attempts',
  requeue: 'Do the work of an item once more, completed or not',
  cancel: 'End an item that is open or failed',
};

const NO_ITEM = { description: 'There is no such item.' };

/** Refusals of a bulk act that are told one by one. */
const MOST_REFUSALS = 100;

/** Durable work of every kind but the seeding of games: listed, shown with its history, and acted on. */
export function workRoutes(deps: RouteDeps): readonly ApiRoute[] {
  return [...readingRoutes(deps), ...WORK_ACTS.map((act) => actRoute(deps, act)), bulkRoute(deps)];
}

function readingRoutes({ services }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/work',
      area: 'work',
      summary: 'List items of work, by their numbers',
      query: WorkListQuery,
      responses: { 200: { description: 'A page of items.', schema: WorkPage } },
      async handle({ query }) {
        const { cursor, limit } = query;
        return {
          status: 200,
          body: await services.workQueries.list({ ...toWorkFilter(query), cursor, limit }),
        };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/work/:id',
      area: 'work',
      summary: 'One item of work with what happened to it',
      params: IdParams,
      responses: { 200: { description: 'The item.', schema: WorkItemAnswer }, 404: NO_ITEM },
      async handle({ params }) {
        const item = await services.workQueries.get(params.id);
        if (!item) throw noItem(params.id);
        return { status: 200, body: item };
      },
    }),
  ];
}

function actRoute({ app, services }: RouteDeps, act: WorkAct): ApiRoute {
  return apiRoute({
    method: 'post',
    path: `/admin/work/:id/${act}`,
    area: 'work',
    summary: SUMMARIES[act],
    params: IdParams,
    body: ReasonBody,
    responses: {
      200: { description: 'Done.', schema: WorkActAnswer },
      404: NO_ITEM,
      409: { description: 'The item is in a state that does not allow it.' },
    },
    async handle({ params, body, actor }) {
      const { refused } = await app.workActs[act]({ ids: [params.id] }, named(actor, body.reason));
      const item = await services.workQueries.get(params.id);
      if (!item) throw noItem(params.id);
      const [refusal] = refused;
      if (refusal) throw new HttpProblem('conflict', `Item ${params.id} is left alone: ${refusal.reason}.`);
      return { status: 200, body: { id: item.id, message: DONE_WORDS[act], item } };
    },
  });
}

function bulkRoute({ app, services }: RouteDeps): ApiRoute {
  return apiRoute({
    method: 'post',
    path: '/admin/work/bulk',
    area: 'work',
    summary: 'Retry, requeue or cancel every item that matches a filter',
    body: WorkBulkBody,
    responses: {
      200: { description: 'How many matched, were changed and refused.', schema: WorkBulkAnswer },
    },
    async handle({ body, actor }) {
      const { action, dry_run, reason } = body;
      const filter = meantBy(action, toWorkFilter(body.filter));
      const report = { action, dry_run, matched: await services.workQueries.count(filter) };
      if (dry_run) return { status: 200, body: { ...report, done: 0, refused: [] } };
      const { changed, refused } = await app.workActs[action](filter, named(actor, reason));
      const told = refused.slice(0, MOST_REFUSALS);
      return {
        status: 200,
        body: {
          ...report,
          done: changed.length,
          refused: told.map(({ itemId, reason: message }) => ({ id: itemId, message })),
        },
      };
    },
  });
}

/** What an act came to, in words. */
export const DONE_WORDS: Readonly<Record<WorkAct, string>> = {
  retry: 'It is due now, with fresh attempts.',
  requeue: 'Its work is done once more.',
  cancel: 'It is cancelled; a run in progress can no longer write.',
};

/** The filter of a list of items as the ledger takes it. */
export function toWorkFilter({
  kind,
  status,
  overdue,
  q,
  ids,
}: Partial<z.output<typeof WorkListQuery> & z.output<typeof WorkBulkBody>['filter']>): WorkFilter {
  return { kind, status, ids, isOverdue: overdue, text: q };
}

/** Retrying without a state or numbers is about what failed: what waits in order is no part of it. */
export function meantBy(action: WorkAct, filter: WorkFilter): WorkFilter {
  const isOpenWide =
    filter.status === undefined && filter.ids === undefined && filter.isOverdue === undefined;
  return action === 'retry' && isOpenWide ? { ...filter, status: 'failed' } : filter;
}

function noItem(id: number): HttpProblem {
  return new HttpProblem('not_found', `There is no item of work ${id}.`);
}
