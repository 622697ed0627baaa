import { type SafeHtml, html } from '@remix-run/html-template';
import type { LiveGame } from '../../monitoring/facts/live-games.ts';
import { pill } from './format.ts';
import { livePill } from './live-pill.ts';

/** The games that are on, with score and clock; without any, where such words come from. */
export function livePanel(live: readonly LiveGame[]): SafeHtml {
  const list =
    live.length === 0
      ? html`<p class="empty">No game is on, as far as a source of live scores has told.</p>`
      : html`<ul class="rows">
          ${live.map(liveRow)}
        </ul>`;
  return html`<h2>Under way</h2>
    ${list}`;
}

function liveRow({ game_id: id, home, away, league, live }: LiveGame): SafeHtml {
  const { home_score: ofHome, away_score: ofAway } = live;
  return html`<li>
    <div class="row">
      <a class="game" href="/games/${id}">${away} @ ${home}</a>${pill(league, 'quiet')}${
        ofHome === null || ofAway === null ? null : html`<span class="tally">${ofAway}–${ofHome}</span>`
      }${livePill(live)}
    </div>
  </li>`;
}
