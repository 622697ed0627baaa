import type { Router } from 'express';
import { startStream } from '../live-viewer.ts';
import { dashboardPage } from '../pages/dashboard-page.ts';
import { objectivesPage } from '../pages/objectives-page.ts';
import { HttpProblem } from '../problem.ts';
import { answering, contextOf } from '../request-context.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

/** The dashboard with its live view, and the page of objectives. */
export function mountOverviewPages(router: Router, { services, hub, pageContext }: PageRouteDeps): void {
  router.get(
    '/',
    answering(async (request, response) => {
      const sections = await services.readDashboard();
      sendPage(response, dashboardPage(pageContext(request, response), sections));
    }),
  );

  router.get('/events', (request, response) => {
    if (request.method === 'HEAD') {
      startStream(response);
      response.end();
      return;
    }
    const { mayChange = false, sessionId } = contextOf(response).principal ?? {};
    if (hub.connect(response, { kind: mayChange ? 'operator' : 'reader', sessionId })) return;
    throw new HttpProblem('unavailable', 'As many live views are open as this process serves.', {
      remedy: 'The page works without: reload it to see the newest. LIVE_VIEWERS_MAX is the limit.',
      headers: { 'Retry-After': '30' },
    });
  });

  router.get(
    '/objectives',
    answering(async (request, response) => {
      sendPage(response, objectivesPage(pageContext(request, response), await services.readObjectives()));
    }),
  );
}
