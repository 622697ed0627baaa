import type { Router } from 'express';
import { mountGameList } from './game-list-page.ts';
import { mountJobPages } from './job-pages.ts';
import { type PageRouteDeps, mountPages } from './page-routes.ts';
import { mountTaskPages } from './task-pages.ts';
import { mountTeamPages } from './team-pages.ts';

/** Every group of pages for people. A new one is one entry here; the navigation is in `pages/layout.ts`. */
const PAGES: readonly ((router: Router, deps: PageRouteDeps) => void)[] = [
  mountPages,
  mountGameList,
  mountTaskPages,
  mountTeamPages,
  mountJobPages,
];

export function mountEveryPage(router: Router, deps: PageRouteDeps): void {
  for (const mount of PAGES) mount(router, deps);
}
