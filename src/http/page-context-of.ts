import type { Request, Response } from 'express';
import type { App } from '../app/app.ts';
import { createJobPunctuality } from './job-punctuality.ts';
import type { Notices } from './pages/notices.ts';
import { type PageContext, isSimulatedData } from './pages/page-context.ts';
import { contextOf } from './request-context.ts';

/** What a page is told of its viewer and of the installation. */
export type PageContextOf = (request: Request, response: Response) => PageContext;

/** Reads it from a request; a notice is taken with the page that shows it. */
export function createPageContextOf(
  app: Pick<App, 'config' | 'version' | 'database' | 'clock'>,
  { navigation, notices }: { navigation: PageContext['navigation']; notices: Notices },
): PageContextOf {
  const { config, version } = app;
  const entries = navigation.filter(({ offBecause }) => offBecause?.(config) === undefined);
  const readJobs = createJobPunctuality(app);
  return (request, response) => {
    const principal = contextOf(response).principal;
    const notice = request.query['notice'];
    const isLoggedIn = principal !== undefined && principal.kind !== 'scraper';
    return {
      version,
      navigation: entries,
      isSimulated: isSimulatedData(config.provider.baseUrls),
      isLoggedIn,
      jobs: isLoggedIn ? readJobs() : undefined,
      mayChange: principal?.mayChange ?? false,
      canLogOut: principal?.kind === 'operator',
      csrfToken: principal?.csrfToken ?? '',
      notice: typeof notice === 'string' ? notices.take(notice) : undefined,
    };
  };
}
