import type { Request, Response } from 'express';
import type { App } from '../app/app.ts';
import type { Notices } from './pages/notices.ts';
import { type PageContext, isSimulatedData } from './pages/page-context.ts';
import { contextOf } from './request-context.ts';

/** What a page is told of its viewer and of the installation. */
export type PageContextOf = (request: Request, response: Response) => PageContext;

/** Reads it from a request; a notice is taken with the page that shows it. */
export function createPageContextOf(
  { config, version }: Pick<App, 'config' | 'version'>,
  { navigation, notices }: { navigation: PageContext['navigation']; notices: Notices },
): PageContextOf {
  return (request, response) => {
    const principal = contextOf(response).principal;
    const notice = request.query['notice'];
    return {
      version,
      navigation,
      isSimulated: isSimulatedData(config.provider.baseUrls),
      isLoggedIn: principal !== undefined && principal.kind !== 'scraper',
      mayChange: principal?.mayChange ?? false,
      canLogOut: principal?.kind === 'operator',
      csrfToken: principal?.csrfToken ?? '',
      notice: typeof notice === 'string' ? notices.take(notice) : undefined,
    };
  };
}
