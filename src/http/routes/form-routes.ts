import type { Response, Router } from 'express';
import { comparisonWords, noteComparison } from '../../jobs/comparison.ts';
import type { ActionResult } from '../../seeding/task-actions.ts';
import { formBody } from '../body.ts';
import type { RouteDeps } from '../http-server-types.ts';
import type { Notice, Notices } from '../pages/notices.ts';
import { HttpProblem } from '../problem.ts';
import { answering, contextOf } from '../request-context.ts';
import { localPath } from '../security/local-path.ts';
import { actorName } from '../security/principal.ts';
import type { Sessions } from '../security/session.ts';
import { Form, type FormAction, TimeForm, idOf } from './form-action.ts';
import { named } from './task-routes.ts';
import { scheduleForms } from './schedule-forms.ts';
import { bulkForm } from './task-pages.ts';
import { jobForms } from './job-pages.ts';
import { teamForms } from './team-pages.ts';
import { checked } from '../validation.ts';

/** The buttons of the pages: each does one thing and leads back with a word on what came of it. */
export function mountForms(router: Router, deps: RouteDeps & { notices: Notices; sessions: Sessions }): void {
  const { app, notices, services } = deps;
  const parser = formBody();

  function form(path: string, act: FormAction): void {
    router.post(
      path,
      parser,
      answering(async (request, response) => {
        const input = checked(Form, 'body', request.body ?? {});
        requireCsrfToken(input.csrf, response);
        const actor = actorName(contextOf(response).principal);
        const id = notices.leave(await act(input, request, actor));
        const target = new URL(localPath(input.back), 'http://local');
        target.searchParams.set('notice', id);
        response.redirect(303, target.pathname + target.search);
      }),
    );
  }

  for (const [path, act] of [...scheduleForms(deps), ...teamForms(deps), ...jobForms(deps)]) form(path, act);
  form('/tasks/bulk', bulkForm(deps));
  form('/games/:id/seed', async (input, request, actor) => {
    const { force, reason } = input;
    return toNotice(
      await app.taskActions.seedGame(idOf(request), { force: force === 'yes' }, named(actor, reason)),
    );
  });
  form('/tasks/:id/retry', async ({ reason }, request, actor) =>
    toNotice(await app.taskActions.retry(idOf(request), named(actor, reason))),
  );
  form('/tasks/:id/cancel', async ({ reason }, request, actor) =>
    toNotice(await app.taskActions.cancel(idOf(request), named(actor, reason))),
  );
  form('/tasks/:id/reschedule', async (input, request, actor) => {
    const { at } = checked(TimeForm, 'body', input);
    return toNotice(await app.taskActions.reschedule(idOf(request), at, named(actor, input.reason)));
  });
  for (const isPaused of [true, false]) {
    form(`/scheduler/${isPaused ? 'pause' : 'resume'}`, async (input, _request, actor) => {
      await app.pauseControl.setPaused(isPaused, input.sport, named(actor, input.reason));
      return {
        text: `Seeding of ${input.sport ?? 'all sports'} is ${isPaused ? 'paused' : 'going on'}.`,
        isGood: true,
      };
    });
  }
  form('/breakers/reset', async (input, _request, actor) => {
    const result = await services.breakers?.reset(input.host ?? '', named(actor, input.reason));
    return result
      ? { text: result.message, isGood: result.ok }
      : { text: 'No breakers are wired into this process.', isGood: false };
  });
  form('/reconcile', async ({ reason }, _request, actor) => {
    const report = await app.reconciler.run();
    if (!report.isRun) return { text: 'Another process is comparing right now.', isGood: true };
    await noteComparison(app.database.db, report, named(actor, reason));
    const { openTasks } = report;
    const found = comparisonWords(report);
    return { text: `Compared ${openTasks} open tasks with the queue: ${found}.`, isGood: true };
  });
}

function requireCsrfToken(token: string, response: Response): void {
  const principal = contextOf(response).principal;
  if (!principal || principal.kind === 'api' || isSameText(principal.csrfToken, token)) return;
  throw new HttpProblem('forbidden', 'This form is out of date.', {
    remedy: 'Load the page again and repeat it.',
  });
}

/** The token is an HMAC that nobody can guess byte by byte over a network in its lifetime. */
function isSameText(expected: string, given: string): boolean {
  return expected.length > 0 && expected === given;
}

function toNotice(result: ActionResult): Notice {
  return { text: result.message, isGood: result.ok };
}
