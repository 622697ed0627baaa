import type { App } from '../app/app.ts';
import type { TaskFilter } from '../read/tasks/task-filter-fields.ts';
import type { TaskQueries } from '../read/tasks/task-queries.ts';
import type { ActionResult, Actor } from '../seeding/action-result.ts';

/** `seed` is what `retry` is, for tasks that nothing has gone wrong with: due now. */
export const BULK_ACTIONS = ['retry', 'seed', 'cancel', 'reschedule'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Most tasks that one request acts on. */
export const MAX_BULK = 10_000;

/** How long one request acts before it answers and names where to go on: sooner than clients and proxies give up. */
export const BULK_TIME_MS = 20_000;

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
  /** Acts on tasks with higher ids only: where a round before ended. */
  after?: number | undefined;
  /** No further task is begun after so long; at least one is. */
  timeMs?: number;
};

/** What an action on many tasks came to; `tried` is `done` and all refusals. */
export type BulkOutcome = {
  done: number;
  tried: number;
  refused: readonly { task_id: number; message: string }[];
  /** Behind which task the next round goes on; null when every task had its turn. */
  nextAfter: number | null;
};

/** Without a status, retrying is about failed tasks, anything else about pending ones. */
export function bulkFilter(action: BulkAction, filter: TaskFilter): TaskFilter {
  return { ...filter, status: filter.status ?? (action === 'retry' ? 'failed' : 'pending') };
}

/**
 * Acts on the tasks that match, one after the other, as many as the limit and the time allow; each is its own
 * transaction and may be refused on its own.
 */
export async function actOnMatching(
  { taskActions, taskQueries, clock }: Pick<App, 'taskActions' | 'clock'> & { taskQueries: TaskQueries },
  { action, filter, at, limit, after = 0, timeMs = BULK_TIME_MS }: BulkOrder,
  actor: Actor,
): Promise<BulkOutcome> {
  const refused: { task_id: number; message: string }[] = [];
  let done = 0;
  let tried = 0;
  const deadlineMs = clock.nowMs() + timeMs;
  let last = after;
  for (;;) {
    const ids = await taskQueries.ids(filter, last, PAGE);
    if (ids.length === 0) return { done, tried, refused, nextAfter: null };
    for (const id of ids) {
      if (tried >= limit || (tried > 0 && clock.nowMs() >= deadlineMs)) {
        return { done, tried, refused, nextAfter: last };
      }
      const result = await act(id);
      tried += 1;
      last = id;
      if (result.ok) done += 1;
      else if (refused.length < MAX_REFUSALS) refused.push({ task_id: id, message: result.message });
    }
  }

  function act(taskId: number): Promise<ActionResult> {
    if (action === 'retry' || action === 'seed') return taskActions.retry(taskId, actor);
    if (action === 'cancel') return taskActions.cancel(taskId, actor);
    if (!at) throw new RangeError('rescheduling needs a time');
    return taskActions.reschedule(taskId, at, actor);
  }
}
