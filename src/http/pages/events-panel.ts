import type { Overview } from '../../monitoring/overview/overview.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { instant, sentence } from './format.ts';

/** What happened to the installation, and what people did to it. */
export function eventsPanel({ events }: Overview): SafeHtml {
  const list =
    events.length === 0
      ? html`<p class="empty">Nothing has happened yet.</p>`
      : html`<ul class="rows">
          ${events.map(
            (event) =>
              html`<li>
                <p class="words">
                  <span class="stamp">${instant(event.created_at)}</span> ${sentence(event.message)}
                </p>
              </li>`,
          )}
        </ul>`;
  return html`<h2>Events <span class="total">the latest first</span></h2>
    ${list}`;
}
