import type { Overview } from '../../monitoring/overview/overview.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { count, instant, plural, sentence } from './format.ts';

export function importsPanel({ imports, quarantine_open: quarantine }: Overview): SafeHtml {
  const waiting =
    quarantine === 0
      ? null
      : html`<p class="words">
          <a href="/quarantine">${plural(quarantine, 'row')} in quarantine</a>, each with its reason and
          remedy.
        </p>`;
  const list =
    imports.length === 0
      ? html`<p class="empty">
          Nothing has been ingested yet: <code>npm run -s scoracle -- ingest-schedule --help</code>
        </p>`
      : html`<ul class="rows">
          ${imports.map(
            (one) =>
              html`<li>
                <div class="row">
                  <a
                    class="game"
                    href="/games?${new URLSearchParams({ league: one.league, season: String(one.season) }).toString()}"
                    >${one.league} ${one.season}</a
                  ><span class="when">${instant(one.created_at)}</span>
                </div>
                <p class="words">
                  ${sentence(one.source)}: ${plural(one.rows ?? 0, 'row')}, ${count(one.games_added ?? 0)}
                  added, ${count(one.games_moved ?? 0)}
                  moved${one.quarantined ? `, ${count(one.quarantined)} quarantined` : ''}
                </p>
              </li>`,
          )}
        </ul>`;
  return html`<h2>Schedules <a class="total" href="/quarantine#imports">recent imports</a></h2>
    ${waiting}${list}`;
}
