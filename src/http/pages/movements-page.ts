import { type SafeHtml, html } from '@remix-run/html-template';
import type { MovedGame } from '../../odds/read/slate-movements.ts';
import { type FilterFields, choice, field } from './filter-form.ts';
import { instant, pill, plural } from './format.ts';
import { layout } from './layout.ts';
import { lineWords, percent } from './odds-words.ts';
import type { PageContext } from './page-context.ts';

/** What the page of line movements shows. */
export type MovementsView = {
  date: string;
  games: readonly MovedGame[];
  leagues: readonly string[];
  fields: FilterFields;
  /** The days before and after that have odds. */
  earlier: string | null;
  later: string | null;
  /** Providers that have odds, and why one is not asked. */
  sources: readonly { name: string; offBecause: string | undefined }[];
};

type Market = MovedGame['markets'][number];

/** How the lines of a day's games moved, the largest move first. */
export function movementsPage(context: PageContext, view: MovementsView): string {
  const { date, games, leagues, fields, earlier, later } = view;
  const body = html`<section class="card">
    <h1>Line movements <span class="total">${date}, ${plural(games.length, 'game')} with odds</span></h1>
    <p class="words">
      The consensus of the books, from its opening to now or to the start; the largest move first.
    </p>
    <form class="filter" action="/odds/movements" role="search">
      ${field('date', 'Day', { ...fields, date }, { type: 'date' })}${choice(
        'league',
        'League',
        leagues,
        fields,
        (name) => name,
      )}
      <div class="go"><button class="primary">Show</button></div>
    </form>
    <p class="quick">
      ${dayLink(earlier, fields, 'Earlier')}${dayLink(later, fields, 'Later')}<a href="/odds/events"
        >Events without a game</a
      >
    </p>
    ${games.length === 0 ? noMovements(view) : table(games)}
  </section>`;
  return layout(context, { title: 'Line movements', path: '/odds/movements', body });
}

function dayLink(date: string | null, fields: FilterFields, word: string): SafeHtml | null {
  if (date === null) return null;
  const query = new URLSearchParams({ ...fields, date }).toString();
  return html`<a href="/odds/movements?${query}">${word}: ${date}</a>`;
}

function noMovements({ date, earlier, later, sources }: MovementsView): SafeHtml {
  const elsewhere = (earlier ?? later) === null ? 'No game has any yet.' : 'Other days have some.';
  return html`<p class="empty">
      No odds of games of ${date} are known. ${elsewhere} They come from a provider, or from published files:
      <code>load --dataset odds --file …</code>
    </p>
    <ul class="tree">
      ${sources.map(
        ({ name, offBecause }) =>
          html`<li><strong>${name}</strong> ${offBecause === undefined ? 'is asked' : `is off: ${offBecause}`}</li>`,
      )}
    </ul>`;
}

function table(games: readonly MovedGame[]): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Line movements">
    <table class="lines stack odds">
      <thead>
        <tr>
          <th scope="col">Game</th>
          <th scope="col">Spread of home</th>
          <th scope="col">Total</th>
          <th scope="col">Home wins</th>
          <th scope="col">Steam, key numbers</th>
        </tr>
      </thead>
      <tbody>
        ${games.map(gameRow)}
      </tbody>
    </table>
  </div>`;
}

function gameRow({ gameId, away, home, league, startsAt, markets }: MovedGame): SafeHtml {
  const of = (...names: readonly Market['market'][]) => markets.find(({ market }) => names.includes(market));
  return html`<tr>
    <th scope="row">
      <a href="/games/${gameId}/odds">${away} at ${home}</a>
      <span class="words">${league}, ${instant(startsAt)}</span>
    </th>
    <td data-label="Spread of home">${lineCell(of('spreads'))}</td>
    <td data-label="Total">${lineCell(of('totals'))}</td>
    <td data-label="Home wins">${chanceCell(of('h2h', 'h2h_3_way'))}</td>
    <td class="marks" data-label="Steam, key numbers">${marks(markets)}</td>
  </tr>`;
}

function lineCell(market: Market | undefined): SafeHtml {
  if (!market?.consensus || !market.change) return html`<span class="muted">–</span>`;
  const { open, now } = market.consensus;
  const words = (point: number | null) => lineWords(market.market, 'home', point);
  const change = market.change.points ?? 0;
  const size = change === 0 ? 'the same' : `${change > 0 ? '+' : ''}${change}`;
  return html`<span
    >${words(open.point)} → <strong>${words(now.point)}</strong>
    <span class="words">${size}</span></span
  >`;
}

/** With the books' margin in it, as the prices have it. */
function chanceCell(market: Market | undefined): SafeHtml {
  if (!market?.consensus || !market.change) return html`<span class="muted">–</span>`;
  const { open, now } = market.consensus;
  const { implied } = market.change;
  const change = `${implied > 0 ? '+' : ''}${(implied * 100).toFixed(1)}`;
  return html`<span
    >${percent(1 / open.price)} → <strong>${percent(1 / now.price)}</strong>
    <span class="words">${change}</span></span
  >`;
}

function marks(markets: readonly Market[]): SafeHtml {
  const steam = markets.flatMap((market) => market.steam.map(({ side }) => side));
  const bySide = [...Map.groupBy(steam, (side) => side)];
  const keys = markets.flatMap(({ consensus }) => (consensus?.crossed ?? []).map(({ key }) => Math.abs(key)));
  if (steam.length + keys.length === 0) return html`<span class="muted">–</span>`;
  return html`<span
    >${bySide.map(([side, all]) => pill(`steam to ${side}${all.length > 1 ? ` ×${all.length}` : ''}`, 'busy'))}${[
      ...new Set(keys),
    ].map((key) => pill(`crossed ${key}`, 'wait'))}</span
  >`;
}
