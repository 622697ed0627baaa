import type { Page } from '../../operations/cursor.ts';
import type { GameRow } from '../../operations/game-queries.ts';
import { instant, pill, statusPill } from './format.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

/** Games that match what was typed into the search box. */
export function gamesPage(context: PageContext, games: Page<GameRow>, text: string): string {
  const rows = games.items.map(
    (game) =>
      html`<li><div class="row"><a class="game" href="/games/${game.id}">${game.label}</a>${pill(game.sport, 'quiet')}${game.home.score === null || game.away.score === null ? null : html`<span class="tally">${game.away.score}–${game.home.score}</span>`}${statusPill(game.seeding_status)}<span class="when">${instant(game.tip_off)}</span></div></li>`,
  );
  const list =
    rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : html`<p class="empty">No game matches.</p>`;
  const body = html`<section class="card"><h1>Games</h1>
<form class="finder" action="/games" role="search"><label for="find">Teams, a date, or a label such as LAL @ GSW 2026-01-15</label><div><input id="find" name="q" type="search" value="${text}" autocomplete="off"><button class="primary">Search</button></div></form>
${list}${more(games.next_cursor, '/games', { q: text })}</section>`;
  return layout(context, { title: 'Games', path: '/games', body });
}

/** The way to the rest of a list; nothing on its last page. */
export function more(cursor: string | null, path: string, query: Record<string, string>): Html | null {
  if (cursor === null) return null;
  return html`<p><a class="more" href="${path}?${new URLSearchParams({ ...query, cursor }).toString()}">Next page</a></p>`;
}
