import { type SafeHtml, html } from '@remix-run/html-template';
import type { PassportedLine } from '../../odds/maths/closing-line.ts';
import type { GameOdds, MarketLine } from '../../odds/read/game-odds.ts';
import { instant, pill, plural } from './format.ts';
import { publishedRows } from './odds-published.ts';
import { type ShownPrices, ageWords, lineWords, marketWords, percent, shownPrice } from './odds-words.ts';

/**
 * Opening and close by outcome, each market with the passport of its close: age, books, method. Those of archives follow,
 * with their source.
 */
export function closeTable(
  { markets, publishedCloses }: GameOdds,
  prices: ShownPrices,
  hasBegun: boolean,
): SafeHtml {
  const last = hasBegun ? 'Close' : 'Now';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Opening and close">
    <table class="lines odds">
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Open</th>
          <th scope="col">${last}</th>
          <th scope="col">Fair</th>
          <th scope="col">Passport</th>
        </tr>
      </thead>
      <tbody>
        ${markets.map((line) => marketRows(line, prices, hasBegun))}
        ${publishedCloses.flatMap((one) => publishedRows(one, prices))}
      </tbody>
    </table>
  </div>`;
}

function marketRows({ market, open, last, isTooOld }: MarketLine, prices: ShownPrices, hasBegun: boolean) {
  if (!last.ok) {
    return html`<tr>
      <th scope="row">${marketWords(market)}</th>
      <td colspan="4" class="muted">No consensus: ${last.problem}.</td>
    </tr>`;
  }
  const isNone = hasBegun && isTooOld;
  return last.outcomes.map(({ side, fairProbability }, index) => {
    const passport =
      index === 0 ? html`<td rowspan="${last.outcomes.length}">${passportWords(last, hasBegun)}</td>` : null;
    return html`<tr>
      <th scope="row">${marketWords(market)}, ${side}</th>
      <td>${outcomeWords(open.ok ? open : undefined, side, prices)}</td>
      <td>${isNone ? 'none' : outcomeWords(last, side, prices)}</td>
      <td>${isNone ? '–' : percent(fairProbability)}</td>
      ${passport}
    </tr>`;
  });
}

function outcomeWords(line: PassportedLine | undefined, side: string, prices: ShownPrices): SafeHtml {
  const outcome = line?.outcomes.find((one) => one.side === side);
  if (line === undefined || outcome === undefined) return html`<span class="muted">–</span>`;
  const point = lineWords(line.market, side, line.point);
  return html`<strong>${point}</strong> ${shownPrice(outcome.price, prices)}
    <span class="words">${instant(new Date(line.atMs))}</span>`;
}

function passportWords(line: PassportedLine, hasBegun: boolean): SafeHtml {
  const { ageMinutes, isStale, books, booksAtLine, hold, method } = line;
  const age = hasBegun
    ? html`${ageWords(ageMinutes)} before the start${isStale ? pill('stale', 'wait') : null}, `
    : null;
  const at = line.point === null ? '' : `, ${booksAtLine.length} at the line`;
  return html`${age}${plural(books.length, 'book')}${at}, hold ${percent(hold)}, ${method}`;
}
