import type { Request, Response, Router } from 'express';
import type { RouteDeps } from '../http-server-types.ts';
import { type LiveHub, startStream } from '../live-hub.ts';
import { dashboardPage } from '../pages/dashboard-page.ts';
import type { Sections } from '../pages/dashboard-sections.ts';
import { gamePage } from '../pages/game-page.ts';
import { objectivesPage } from '../pages/objectives-page.ts';
import type { PageContext } from '../pages/page-context.ts';
import { isTeamWanted, quarantinePage } from '../pages/quarantine-page.ts';
import { HttpProblem } from '../problem.ts';
import { answering, contextOf } from '../request-context.ts';
import { IdParams } from '../schemas.ts';

/** Imports that the page of the quarantine offers to take back; the commands list the others. */
const IMPORTS_SHOWN = 10;

export type PageRouteDeps = RouteDeps & {
  hub: LiveHub;
  pageContext: (request: Request, response: Response) => PageContext;
};

/** The pages for people. */
export function mountPages(router: Router, { app, services, hub, pageContext }: PageRouteDeps): void {
  const { gameQueries, quarantineQueries, importQueries } = services;

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
    '/games/:id',
    answering(async (request, response) => {
      const params = IdParams.safeParse(request.params);
      if (!params.success) throw new HttpProblem('not_found', 'There is no such game.');
      const { id } = params.data;
      const [game, timeline, changes, boxScore] = await Promise.all([
        gameQueries.get(id),
        gameQueries.timeline(id),
        gameQueries.changes(id),
        services.readBoxScore(id),
      ]);
      if (!game || !timeline || !changes) throw new HttpProblem('not_found', `There is no game ${id}.`);
      sendPage(response, gamePage(pageContext(request, response), { game, timeline, changes, boxScore }));
    }),
  );

  router.get(
    '/objectives',
    answering(async (request, response) => {
      sendPage(response, objectivesPage(pageContext(request, response), await services.readObjectives()));
    }),
  );

  router.get(
    '/quarantine',
    answering(async (request, response) => {
      const cursor = textOf(request.query['cursor']);
      const [rows, groups, imports] = await Promise.all([
        quarantineQueries.list(cursor === '' ? {} : { cursor }),
        quarantineQueries.groups(),
        importQueries.list({ limit: IMPORTS_SHOWN }),
      ]);
      const teams = rows.items.some(isTeamWanted) ? await app.teamService.list({}) : [];
      const view = { rows, groups, imports: imports.items, teams, cursor };
      sendPage(response, quarantinePage(pageContext(request, response), view));
    }),
  );
}

/** Markup of the dashboard's sections, as the live view sends them. */
export function sectionMarkup(sections: Sections): Record<string, string> {
  return Object.fromEntries(Object.entries(sections).map(([id, section]) => [id, String(section)]));
}

export function sendPage(response: Response, page: string): void {
  response.set('Cache-Control', 'no-store').type('html').send(page);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 500) : '';
}
