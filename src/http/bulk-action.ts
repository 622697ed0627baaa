import type { App } from '../app/app.ts';
import type { TaskFilter, TaskQueries } from '../operations/task-queries.ts';
import type { ActionResult, Actor } from '../seeding/task-actions.ts';

export const BULK_ACTIONS = ['retry', 'cancel', 'reschedule'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Most tasks that one request acts on. */
export const MAX_BULK = 10_000;

/** Tasks that are looked up at once. */
const PAGE = 200;

/** Refusals that are told one by one; the rest only counts. */
const MAX_REFUSALS = 100;

export type BulkOrder = {
  action: BulkAction;
  filter: TaskFilter;
  /** The new time, for `reschedule`. */
  at?: Date | undefined;
  /** Most tasks to act on, up to MAX_BULK. */
  limit: number;
};

/** What an action on many tasks came to; `tried` is `done` and all refusals. */
export type BulkOutcome = {
  done: number;
  tried: number;
  refused: readonly { task_id: number; message: string }[];
};

/** Without a status, retrying is about failed tasks, anything else about pending ones. */
export function bulkFilter(action: BulkAction, filter: TaskFilter): TaskFilter {
  return { ...filter, status: filter.status ?? (action === 'retry' ? 'failed' : 'pending') };
}

/** Acts on every task that matches, one after the other; each is its own transaction and may be refused on its own. */
export async function actOnMatching(
  { taskActions, taskQueries }: Pick<App, 'taskActions'> & { taskQueries: TaskQueries },
  { action, filter, at, limit }: BulkOrder,
  actor: Actor,
): Promise<BulkOutcome> {
  const refused: { task_id: number; message: string }[] = [];
  let done = 0;
  let tried = 0;
  let after = 0;
  while (tried < limit) {
    const ids = await taskQueries.ids(filter, after, Math.min(PAGE, limit - tried));
    if (ids.length === 0) break;
    for (const id of ids) {
      const result = await act(id);
      tried += 1;
      after = id;
      if (result.ok) done += 1;
      else if (refused.length < MAX_REFUSALS) refused.push({ task_id: id, message: result.message });
    }
  }
  return { done, tried, refused };

  function act(taskId: number): Promise<ActionResult> {
    if (action === 'retry') return taskActions.retry(taskId, actor);
    if (action === 'cancel') return taskActions.cancel(taskId, actor);
    if (!at) throw new RangeError('rescheduling needs a time');
    return taskActions.reschedule(taskId, at, actor);
  }
}
