import type { Router } from 'express';
import { isTeamWanted, quarantinePage } from '../pages/quarantine-page.ts';
import { answering } from '../request-context.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

/** Imports that the page of the quarantine offers to take back; the commands list the others. */
const IMPORTS_SHOWN = 10;

/** The page of the quarantine. */
export function mountQuarantinePages(router: Router, { app, services, pageContext }: PageRouteDeps): void {
  const { quarantineQueries, importQueries } = services;
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

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 500) : '';
}
