import { type SafeHtml, html } from '@remix-run/html-template';
import type { PropLine } from '../../odds/read/game-props.ts';
import { instant, pill } from './format.ts';
import { type ShownPrices, marketWords, shownPrice } from './odds-words.ts';

/** Props as they stand: the best price of each side, by market, player and line; nothing where there are none. */
export function propsCard(props: readonly PropLine[], prices: ShownPrices): SafeHtml | null {
  if (props.length === 0) return null;
  return html`<section class="card">
    <h2>Props <span class="total">the best price of each side, and how many books have the line</span></h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Props">
      <table class="lines odds">
        <thead>
          <tr>
            <th scope="col">Market</th>
            <th scope="col">Player or team</th>
            <th scope="col">Line</th>
            <th scope="col">Over or yes</th>
            <th scope="col">Under or no</th>
            <th scope="col">Books</th>
            <th scope="col">Seen last</th>
          </tr>
        </thead>
        <tbody>
          ${props.map((prop) => propRow(prop, prices))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function propRow(prop: PropLine, prices: ShownPrices): SafeHtml {
  const { market, subject, playerId, point, best, books, lastSeenAt } = prop;
  return html`<tr>
    <td>${marketWords(market)}</td>
    <th scope="row">${subject}${playerId === null ? pill('no known player', 'quiet') : null}</th>
    <td>${point ?? ''}</td>
    <td>${priceCell(best['over'] ?? best['yes'], prices)}</td>
    <td>${priceCell(best['under'] ?? best['no'], prices)}</td>
    <td>${books}</td>
    <td>${instant(lastSeenAt)}</td>
  </tr>`;
}

function priceCell(best: { price: number; bookmaker: string } | undefined, prices: ShownPrices): SafeHtml {
  if (best === undefined) return html`<span class="muted">–</span>`;
  return html`${shownPrice(best.price, prices)} <span class="words">${best.bookmaker}</span>`;
}
