import type { z } from 'zod';
import type { Leagues } from '../../domain/league.ts';
import type { TaskFilter } from '../../read/tasks/task-filter-fields.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import { actOnMatching, bulkFilter } from '../bulk-action.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { BulkSchema } from '../answers/tasks.ts';
import { BulkBody } from '../requests/tasks.ts';
import { toTaskList } from './list-filters.ts';
import { named } from './task-routes.ts';

type Bulk = z.output<typeof BulkBody>;

/** Acts on every task that matches a filter. */
export function bulkRoutes({ app, services }: RouteDeps): readonly ApiRoute[] {
  const { taskActions } = app;
  const { taskQueries } = services;
  return [
    apiRoute({
      method: 'post',
      path: '/admin/tasks/bulk',
      area: 'tasks',
      summary: 'Retry, seed now, cancel or reschedule every task that matches a filter',
      body: BulkBody,
      responses: { 200: { description: 'How many matched, were changed and refused.', schema: BulkSchema } },
      async handle({ body, actor }) {
        const { action, at, limit, after, dry_run, reason } = body;
        const filter = toFilter(await app.leagueRegister.current(), body);
        const matched = await taskQueries.count(filter);
        const report = { action, dry_run, matched };
        if (dry_run) {
          const answer = { ...report, done: 0, refused: [], remaining: matched, next_after: after ?? null };
          return { status: 200, body: answer };
        }
        const order = { action, filter, at, limit, after };
        const { done, refused, tried, nextAfter } = await actOnMatching(
          { taskActions, taskQueries, clock: app.clock },
          order,
          named(actor, reason),
        );
        const remaining = nextAfter === null ? 0 : Math.max(0, matched - tried);
        return { status: 200, body: { ...report, done, refused, remaining, next_after: nextAfter } };
      },
    }),
  ];
}

function toFilter(leagues: Leagues, { action, filter }: Bulk): TaskFilter {
  return bulkFilter(action, toTaskList(leagues, filter));
}
