import type { Request, Response } from 'express';
import type { RouteDeps } from '../http-server-types.ts';
import type { LiveHub } from '../live-hub.ts';
import type { PageContext } from '../pages/page-context.ts';

/** What the routes of pages receive. */
export type PageRouteDeps = RouteDeps & {
  hub: LiveHub;
  pageContext: (request: Request, response: Response) => PageContext;
};

/** Sends a whole page; nothing on the way keeps it. */
export function sendPage(response: Response, page: string): void {
  response.set('Cache-Control', 'no-store').type('html').send(page);
}
