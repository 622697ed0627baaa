import { type SafeHtml, html } from '@remix-run/html-template';
import type { PublishedClose } from '../../odds/closing/published-close.ts';
import type { GameOdds } from '../../odds/read/game-odds.ts';
import { pill, plural } from './format.ts';
import { type ShownPrices, lineWords, marketWords, percent, shownPrice } from './odds-words.ts';

type Published = GameOdds['published'][number];

/** The close of an archive by outcome, beside those that were captured. */
export function publishedRows({ close, open }: PublishedClose, prices: ShownPrices): SafeHtml[] {
  const { market, source, books, hold, outcomes } = close;
  const from = html`<td rowspan="${outcomes.length}">
    ${pill('published, no time', 'quiet')} ${source}, ${plural(books, 'book')}${
      hold === null ? ', no prices' : `, hold ${percent(hold)}`
    }
  </td>`;
  return outcomes.map(({ side, price, fairProbability }, index) => {
    const opened = open?.outcomes.find((one) => one.side === side);
    return html`<tr>
      <th scope="row">${marketWords(market)}, ${side}</th>
      <td>${
        opened === undefined
          ? html`<span class="muted">–</span>`
          : offerWords({ market, side, point: open?.point ?? null, price: opened.price }, prices)
      }</td>
      <td>${offerWords({ market, side, point: close.point, price }, prices)}</td>
      <td>${fairProbability === null ? '–' : percent(fairProbability)}</td>
      ${index === 0 ? from : null}
    </tr>`;
  });
}

/** Every line of archives about the game, a row for each book and moment. */
export function publishedCard({ published }: GameOdds, prices: ShownPrices): SafeHtml | null {
  const shown = published.filter(({ subject }) => subject === null);
  if (shown.length === 0) return null;
  const columns = [...new Set(shown.map(({ market, outcome }) => `${market} ${outcome}`))].toSorted();
  const rows = [...Map.groupBy(shown, (line) => `${line.source} ${line.bookmaker} ${line.moment}`).values()];
  return html`<section class="card">
    <h2>Published lines <span class="total">without a time of capture</span></h2>
    <p class="words">
      Archives tell whether a line is an opening, an early one or a close, and not when it stood. They are in no
      movement; their closes count where none was captured, doubted lines in none.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Published lines">
      <table class="lines odds">
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">Book</th>
            <th scope="col">Moment</th>
            ${columns.map((column) => html`<th scope="col">${titleOf(column)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((own) => bookRow(own, columns, prices))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function titleOf(column: string): string {
  const [market = '', outcome = ''] = column.split(' ');
  return `${marketWords(market)}, ${outcome}`;
}

function bookRow(
  own: readonly Published[],
  columns: readonly string[],
  prices: ShownPrices,
): SafeHtml | null {
  const [first] = own;
  if (first === undefined) return null;
  const { source, bookmaker, maker, moment } = first;
  const kind = maker === 'book' || maker === 'unnamed' ? null : pill(maker, 'quiet');
  return html`<tr>
    <th scope="row">${source}</th>
    <td>${bookmaker === source ? 'not named' : bookmaker}${kind}</td>
    <td>${moment}</td>
    ${columns.map((column) => {
      const line = own.find(({ market, outcome }) => `${market} ${outcome}` === column);
      if (line === undefined) return html`<td><span class="muted">–</span></td>`;
      const doubt =
        line.doubt === null
          ? null
          : html`<span class="words">doubted: ${line.doubt.replaceAll('_', ' ')}</span>`;
      return html`<td>${offerWords({ ...line, side: line.outcome }, prices)}${doubt}</td>`;
    })}
  </tr>`;
}

type Offer = { market: string; side: string; point: number | null; price: number | null };

function offerWords({ market, side, point, price }: Offer, prices: ShownPrices): SafeHtml {
  const line = lineWords(market, side, point);
  const own = price === null ? null : shownPrice(price, prices);
  return html`${line === '' ? null : html`<strong>${line}</strong> `}${own}`;
}
