import type { Request, Response, Router } from 'express';
import type { RouteDeps } from '../http-server-types.ts';
import { jobPage } from '../pages/job-page.ts';
import { jobsPage } from '../pages/jobs-page.ts';
import type { PageContext } from '../pages/page-context.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import type { FormAction } from './form-action.ts';
import { sendPage } from './page-route.ts';
import { named } from './task-routes.ts';

type JobPageDeps = RouteDeps & { pageContext: (request: Request, response: Response) => PageContext };

/** Runs that the page of one job shows. */
const RUNS_SHOWN = 100;

/** The page of recurrent jobs, and that of one with its runs. */
export function mountJobPages(router: Router, { services, pageContext }: JobPageDeps): void {
  router.get(
    '/jobs',
    answering(async (request, response) => {
      sendPage(response, jobsPage(pageContext(request, response), await services.jobControl.list()));
    }),
  );
  router.get(
    '/jobs/:name',
    answering(async (request, response) => {
      const name = String(request.params['name']);
      const job = await services.jobControl.find(name);
      if (!job) throw new HttpProblem('not_found', 'There is no such recurrent job.');
      const runs = await services.jobControl.runs(name, { limit: RUNS_SHOWN });
      sendPage(response, jobPage(pageContext(request, response), { job, runs }));
    }),
  );
}

/** The buttons of those pages, by the path to which they post. */
export function jobForms({ services }: RouteDeps): readonly (readonly [string, FormAction])[] {
  return (['run', 'pause', 'resume'] as const).map((act) => [
    `/jobs/:name/${act}`,
    async ({ reason }, request, actor) => {
      const order = await services.jobControl[act](String(request.params['name']), named(actor, reason));
      return { text: order.message, isGood: order.ok };
    },
  ]);
}
