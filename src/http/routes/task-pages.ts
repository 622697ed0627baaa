import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { TaskFilter } from '../../read/tasks/task-filter-fields.ts';
import { BULK_ACTIONS, MAX_BULK, actOnMatching, bulkFilter } from '../bulk-action.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { plural } from '../pages/format.ts';
import type { PageContext } from '../pages/page-context.ts';
import type { CappedCount, FilterFields } from '../pages/filter-form.ts';
import { bulkPage, tasksPage } from '../pages/tasks-page.ts';
import { answering } from '../request-context.ts';
import { TaskListQuery } from '../requests/tasks.ts';
import { checked } from '../validation.ts';
import { countOfList, countUpTo, fieldsOf } from './filter-fields.ts';
import { type FormAction, TimeForm } from './form-action.ts';
import { sendPage } from './page-route.ts';
import { toTaskList } from './list-filters.ts';
import { named } from './task-routes.ts';

/** Tasks that the question before a bulk action names. */
const SAMPLE = 20;

const TaskFields = TaskListQuery.omit({ cursor: true, limit: true, game_id: true });
const BulkQuery = z.looseObject({ action: z.enum(BULK_ACTIONS) });
const BulkForm = z.looseObject({
  action: z.enum(BULK_ACTIONS),
  filter: z.string().max(5_000),
  expected: z.coerce.number().int().min(0),
  reason: z.string().trim().min(1).max(500),
});

type TaskPageDeps = RouteDeps & { pageContext: (request: Request, response: Response) => PageContext };

/** The list of tasks, and the question before an action on all that match. */
export function mountTaskPages(router: Router, { app, services, pageContext }: TaskPageDeps): void {
  const { taskQueries } = services;

  router.get(
    '/tasks',
    answering(async (request, response) => {
      const fields = taskFields(request.query);
      const cursor = request.query['cursor'];
      const filter = await filterOf(app, fields);
      const tasks = await taskQueries.list({ ...filter, ...(typeof cursor === 'string' ? { cursor } : {}) });
      const isFiltered = Object.keys(fields).length > 0;
      const matching = isFiltered
        ? await countOfList(tasks, cursor === undefined, (limit) => taskQueries.count(filter, limit))
        : undefined;
      sendPage(response, tasksPage(pageContext(request, response), { tasks, fields, matching }));
    }),
  );

  router.get(
    '/tasks/bulk',
    answering(async (request, response) => {
      const { action } = checked(BulkQuery, 'query', request.query);
      const fields = taskFields(request.query);
      const filter = bulkFilter(action, await filterOf(app, fields));
      const [matching, { items: sample }, pauses] = await Promise.all([
        countToActOn(services, filter),
        taskQueries.list({ ...filter, limit: SAMPLE }),
        app.pauseControl.status(),
      ]);
      const sport = filter.sport ?? filter.games?.sport;
      const pausedSports = pauses
        .filter((pause) => pause.pausedAt && (sport === undefined || sport === pause.sport))
        .map((pause) => pause.sport);
      const view = { action, fields, matching, sample, pausedSports };
      sendPage(response, bulkPage(pageContext(request, response), view));
    }),
  );
}

/** Does what the question announced, unless more tasks match by now than it said. */
export function bulkForm({ app, services }: RouteDeps): FormAction {
  return async (input, _request, actor) => {
    const { action, filter: text, expected, reason } = checked(BulkForm, 'body', input);
    const at = action === 'reschedule' ? checked(TimeForm, 'body', input).at : undefined;
    const filter = bulkFilter(
      action,
      await filterOf(app, taskFields(Object.fromEntries(new URLSearchParams(text)))),
    );
    const { count } = await countToActOn(services, filter);
    if (count > expected) {
      const words = `${plural(count, 'task')} match by now, not ${expected}: nothing was done. Look again.`;
      return { text: words, isGood: false };
    }
    const { taskActions, clock } = app;
    const { done, tried, refused, nextAfter } = await actOnMatching(
      { taskActions, clock, taskQueries: services.taskQueries },
      { action, filter, at, limit: MAX_BULK },
      named(actor, reason),
    );
    const refusals = tried - done;
    const first = refused[0] ? `, the first: ${refused[0].message}` : '.';
    const rest = refusals > 0 ? ` ${refusals} refused${first}` : '';
    const more = nextAfter === null ? '' : ' More match than fit into one request: do it again for the rest.';
    return { text: `${DONE_WORDS[action]} ${plural(done, 'task')}.${rest}${more}`, isGood: refusals === 0 };
  };
}

const DONE_WORDS = {
  retry: 'Retried',
  seed: 'Brought forward',
  cancel: 'Cancelled',
  reschedule: 'Rescheduled',
} as const;

/** Exact up to the most that one round acts on. */
function countToActOn({ taskQueries }: RouteDeps['services'], filter: TaskFilter): Promise<CappedCount> {
  return countUpTo(MAX_BULK, (limit) => taskQueries.count(filter, limit));
}

function taskFields(query: Readonly<Record<string, unknown>>): FilterFields {
  return fieldsOf(query, Object.keys(TaskFields.shape));
}

async function filterOf({ leagueRegister }: RouteDeps['app'], fields: FilterFields): Promise<TaskFilter> {
  return toTaskList(await leagueRegister.current(), checked(TaskFields, 'query', fields));
}
