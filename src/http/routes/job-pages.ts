import type { Request, Response, Router } from 'express';
import type { RouteDeps } from '../http-server-types.ts';
import { jobsPage } from '../pages/jobs-page.ts';
import type { PageContext } from '../pages/page-context.ts';
import { answering } from '../request-context.ts';
import type { FormAction } from './form-action.ts';
import { sendPage } from './page-route.ts';
import { named } from './task-routes.ts';

type JobPageDeps = RouteDeps & { pageContext: (request: Request, response: Response) => PageContext };

/** The page of recurrent jobs. */
export function mountJobPages(router: Router, { services, pageContext }: JobPageDeps): void {
  router.get(
    '/jobs',
    answering(async (request, response) => {
      sendPage(response, jobsPage(pageContext(request, response), await services.jobControl.list()));
    }),
  );
}

/** The buttons of that page, by the path to which they post. */
export function jobForms({ services }: RouteDeps): readonly (readonly [string, FormAction])[] {
  return (['run', 'pause', 'resume'] as const).map((act) => [
    `/jobs/:name/${act}`,
    async ({ reason }, request, actor) => {
      const order = await services.jobControl[act](String(request.params['name']), named(actor, reason));
      return { text: order.message, isGood: order.ok };
    },
  ]);
}
