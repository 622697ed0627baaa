import { pill, sentence } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import type { PageContext } from './page-context.ts';

export type Page = {
  title: string;
  /** Path of the page, to mark it in the navigation. */
  path: string;
  body: SafeHtml;
  /** Seconds after which a browser without scripts loads the page again. */
  refreshSeconds?: number;
  /** Assets that this page alone needs. */
  styles?: readonly string[];
  scripts?: readonly string[];
};

function navigation(entries: PageContext['navigation'], current: string): SafeHtml {
  const groups = Map.groupBy(entries, ({ group, path }) => group ?? path);
  return html`<nav aria-label="Main">
    <ul>
      ${[...groups.values()].map((group) => navigationGroup(group, current))}
    </ul>
  </nav>`;
}

/** A page, or the pages of a group, which open below its name. */
function navigationGroup(entries: PageContext['navigation'], current: string): SafeHtml {
  const links = entries.map(
    ({ path, text }) =>
      html`<li><a href="${path}" ${path === current ? html` aria-current="page"` : null}>${text}</a></li>`,
  );
  const name = entries[0]?.group;
  if (name === undefined) return html`${links}`;
  const isHere = entries.some(({ path }) => path === current);
  return html`<li>
    <details class="group" name="pages">
      <summary ${isHere ? html`class="here"` : null}>${name}</summary>
      <ul>
        ${links}
      </ul>
    </details>
  </li>`;
}

/** Which recurrent jobs do not come in time, or fail; nothing where it is not known. */
function punctuality(jobs: PageContext['jobs']): SafeHtml | null {
  if (jobs === undefined || jobs.known === 0) return null;
  const { late, failing } = jobs;
  if (late.length + failing.length === 0)
    return html`<p class="muted"><a href="/jobs">Recurrent jobs</a> come in time.</p>`;
  const named = (names: readonly string[]): string => names.slice(0, NAMED_JOBS).join(', ');
  return html`<p>
    ${late.length === 0 ? null : html`${pill(`${late.length} late`, 'bad')} <a href="/jobs">${named(late)}</a>`}
    ${
      failing.length === 0
        ? null
        : html`${pill(`${failing.length} failing`, 'bad')} <a href="/jobs">${named(failing)}</a>`
    }
  </p>`;
}

/** A footer has room for so many. */
const NAMED_JOBS = 3;

/** A whole page around its body. */
export function layout(context: PageContext, page: Page): string {
  const { notice } = context;
  const tone = notice?.isGood ? 'good' : 'bad';
  const document = html`<!doctype html>
    <html lang="en">
      ${head(context, page)}
      <body>
        <a class="skip" href="#main">Skip to content</a>
        ${pageHeader(context, page)}
        <main id="main">
          ${notice ? html`<p class="notice ${tone}" role="status">${sentence(notice.text)}</p>` : null}
          ${page.body}
        </main>
        ${pageFooter(context)}
      </body>
    </html>`;
  return String(document);
}

/** Where an asset of this version is. */
function assetPath(version: string, name: string): string {
  return `/assets/${name}?v=${encodeURIComponent(version)}`;
}

function head({ version }: PageContext, page: Page): SafeHtml {
  const asset = (name: string): string => assetPath(version, name);
  return html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${page.title} · Scoracle</title>
    <link rel="icon" href="${asset('icon.svg')}" type="image/svg+xml" />
    <link rel="stylesheet" href="${asset('scoracle.css')}" />
    ${(page.styles ?? []).map((name) => html`<link rel="stylesheet" href="${asset(name)}" />`)}
    <script src="${asset('page.js')}" defer></script>
    ${(page.scripts ?? []).map((name) => html`<script src="${asset(name)}" defer></script>`)}
    ${
      page.refreshSeconds === undefined
        ? null
        : html`<noscript><meta http-equiv="refresh" content="${page.refreshSeconds}" /></noscript>`
    }
  </head>`;
}

function searchForm(): SafeHtml {
  return html`<form class="search" action="/games" role="search" aria-label="Find a game">
    <label class="hidden" for="q">Search games</label
    ><input id="q" name="q" type="search" placeholder="LAL @ GSW 2026-01-15" autocomplete="off" />
  </form>`;
}

/** The mark, the ways to other pages, and who is looking. */
function pageHeader(context: PageContext, page: Page): SafeHtml {
  const { isSimulated, isLoggedIn, mayChange, canLogOut, version } = context;
  return html`<header class="top">
    <div class="bar">
      <a class="brand" href="/"
        ><svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <use href="${assetPath(version, 'icon.svg')}#mark"></use></svg
        >Scoracle</a
      >
      ${isLoggedIn ? navigation(context.navigation, page.path) : null} ${isLoggedIn ? searchForm() : null}
      ${isLoggedIn && !mayChange ? html`<span class="pill quiet">Read only</span>` : null}${
        canLogOut
          ? html`<form method="post" action="/logout">
              ${csrfField(context)}<button class="plain">Log out</button>
            </form>`
          : null
      }
    </div>
    ${
      isSimulated
        ? html`<p class="simulated">
            <strong>Simulated data.</strong> Games, players and scores are made up.
          </p>`
        : null
    }
  </header>`;
}

function pageFooter({ version, jobs }: PageContext): SafeHtml {
  return html`<footer class="foot">
    <p>
      Scoracle ${version} · <a href="/reference">API</a> · <a href="/health/detailed">Health</a> ·
      <a href="/metrics">Metrics</a>
    </p>
    ${punctuality(jobs)}
    <p class="muted" id="zone">Times are in UTC.</p>
  </footer>`;
}

/** Every form that changes something carries this. */
export function csrfField(context: Pick<PageContext, 'csrfToken'>): SafeHtml {
  return html`<input type="hidden" name="csrf" value="${context.csrfToken}" />`;
}
