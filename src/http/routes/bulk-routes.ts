import type { z } from 'zod';
import type { TaskFilter } from '../../operations/task-queries.ts';
import type { ActionResult } from '../../seeding/task-actions.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { BulkSchema } from '../response-schemas.ts';
import { BulkBody } from '../schemas.ts';
import { named } from './task-routes.ts';

/** Tasks that are looked up at once. */
const PAGE = 200;

/** Refusals that are told one by one; the rest only counts. */
const MAX_REFUSALS = 100;

type Bulk = z.output<typeof BulkBody>;

/** Acts on every task that matches a filter. */
export function bulkRoutes({ app, services }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/admin/tasks/bulk',
      area: 'tasks',
      summary: 'Retry, cancel or reschedule every task that matches a filter',
      body: BulkBody,
      responses: { 200: { description: 'How many matched, were changed and refused.', schema: BulkSchema } },
      async handle({ body, actor }) {
        const filter = toFilter(body);
        const matched = await services.taskQueries.count(filter);
        const report = { action: body.action, dry_run: body.dry_run, matched };
        if (body.dry_run)
          return { status: 200, body: { ...report, done: 0, refused: [], remaining: matched } };
        const { done, refused, tried } = await actOnAll(filter, body, actor);
        return { status: 200, body: { ...report, done, refused, remaining: Math.max(0, matched - tried) } };
      },
    }),
  ];

  async function actOnAll(filter: TaskFilter, body: Bulk, actor: string) {
    const refused: { task_id: number; message: string }[] = [];
    let done = 0;
    let tried = 0;
    let after = 0;
    while (tried < body.limit) {
      const ids = await services.taskQueries.ids(filter, after, Math.min(PAGE, body.limit - tried));
      if (ids.length === 0) break;
      for (const id of ids) {
        const result = await act(id, body, actor);
        tried += 1;
        after = id;
        if (result.ok) done += 1;
        else if (refused.length < MAX_REFUSALS) refused.push({ task_id: id, message: result.message });
      }
    }
    return { done, refused, tried };
  }

  function act(taskId: number, body: Bulk, actor: string): Promise<ActionResult> {
    const who = named(actor, body.reason);
    if (body.action === 'retry') return app.taskActions.retry(taskId, who);
    if (body.action === 'cancel') return app.taskActions.cancel(taskId, who);
    return app.taskActions.reschedule(taskId, body.at ?? new Date(app.clock.nowMs()), who);
  }
}

function toFilter({ action, filter }: Bulk): TaskFilter {
  const { hold_reason, error_type, q, status, ...rest } = filter;
  return {
    ...rest,
    status: status ?? (action === 'retry' ? 'failed' : 'pending'),
    holdReason: hold_reason,
    errorType: error_type,
    text: q,
  };
}
