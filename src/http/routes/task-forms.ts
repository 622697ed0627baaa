import type { ActionResult } from '../../seeding/action-result.ts';
import type { RouteDeps } from '../http-server-types.ts';
import type { Notice } from '../pages/notices.ts';
import { checked } from '../validation.ts';
import { type FormAction, TimeForm, idOf } from './form-action.ts';
import { bulkForm } from './task-pages.ts';
import { named } from './task-routes.ts';

/** The buttons of games and tasks, by the path to which they post. */
export function taskForms(deps: RouteDeps): readonly (readonly [string, FormAction])[] {
  const { taskActions } = deps.app;
  return [
    ['/tasks/bulk', bulkForm(deps)],
    [
      '/games/:id/seed',
      async ({ force, reason }, request, actor) =>
        toNotice(await taskActions.seedGame(idOf(request), { force: force === 'yes' }, named(actor, reason))),
    ],
    [
      '/tasks/:id/retry',
      async ({ reason }, request, actor) =>
        toNotice(await taskActions.retry(idOf(request), named(actor, reason))),
    ],
    [
      '/tasks/:id/cancel',
      async ({ reason }, request, actor) =>
        toNotice(await taskActions.cancel(idOf(request), named(actor, reason))),
    ],
    [
      '/tasks/:id/reschedule',
      async (input, request, actor) => {
        const { at } = checked(TimeForm, 'body', input);
        return toNotice(await taskActions.reschedule(idOf(request), at, named(actor, input.reason)));
      },
    ],
  ];
}

function toNotice(result: ActionResult): Notice {
  return { text: result.message, isGood: result.ok };
}
