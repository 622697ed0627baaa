import type { Sections } from './dashboard-sections.ts';
import { forViewer } from './csrf-placeholder.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

/** Sections whose games come first, and those that tell of the machinery, in the order of the page. */
const MAIN = ['failed', 'live', 'running', 'held', 'upcoming', 'done', 'imports', 'events'] as const;
const SIDE = ['lateness', 'corrections', 'providers', 'forecast', 'workers', 'sports', 'queues'] as const;

const RELOAD_SECONDS = 15;

/** The dashboard; `data-live` tells the page's script to keep its sections fresh. */
export function dashboardPage(context: PageContext, sections: Sections): string {
  const card = (id: string): SafeHtml => html`<section class="card" id="${id}">${sections[id]}</section>`;
  const body = html`<h1 class="hidden">Tonight</h1>
    <div data-live="/events" data-csrf="${context.csrfToken}">
      <div id="state" role="status">${sections['state']}</div>
      <p class="trouble" id="trouble" role="alert" hidden></p>
      <div id="tiles">${sections['tiles']}</div>
      <div class="columns">
        <div class="column">${MAIN.map(card)}</div>
        <div class="column side">${SIDE.map(card)}</div>
      </div>
    </div>`;
  const page = { title: 'Tonight', path: '/', refreshSeconds: RELOAD_SECONDS };
  return layout(context, { ...page, body: html.raw`${forViewer(String(body), context)}` });
}
