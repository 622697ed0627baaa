import { type SafeHtml, html } from '@remix-run/html-template';
import type { OddsSide } from '../../domain/odds.ts';
import type { GameMarket, GameOdds } from '../../odds/read/game-odds.ts';
import { instant, pill } from './format.ts';
import { type ShownPrices, lineWords, marketWords, percent, shownPrice } from './odds-words.ts';

type Line = GameOdds['lines'][number];
type Column = { market: GameMarket; side: OddsSide; title: string };

/** What stands by book, with the consensus below; columns are the outcomes that anybody offers. */
export function oddsTable(odds: GameOdds, prices: ShownPrices): SafeHtml {
  const columns = columnsOf(odds.lines);
  const books = [...Map.groupBy(odds.lines, ({ bookmaker }) => bookmaker)].toSorted(([a], [b]) =>
    nameOf(odds, a).localeCompare(nameOf(odds, b)),
  );
  const newestMs = Math.max(...odds.lines.map(({ last_seen_at: at }) => at.getTime()));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Odds by bookmaker">
    <table class="lines odds">
      <thead>
        <tr>
          <th scope="col">Bookmaker</th>
          ${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}
          <th scope="col">Seen last</th>
        </tr>
      </thead>
      <tbody>
        ${books.map(([book, own]) => bookRow(odds, { book, own, columns, newestMs, prices }))}
      </tbody>
      <tfoot>
        ${consensusRow(odds, columns, prices)}${holdRow(odds, columns)}
      </tfoot>
    </table>
  </div>`;
}

const COLUMNS: readonly Column[] = [
  { market: 'h2h', side: 'away', title: 'Away' },
  { market: 'h2h', side: 'home', title: 'Home' },
  { market: 'h2h_3_way', side: 'away', title: 'Away (3-way)' },
  { market: 'h2h_3_way', side: 'draw', title: 'Draw (3-way)' },
  { market: 'h2h_3_way', side: 'home', title: 'Home (3-way)' },
  { market: 'spreads', side: 'away', title: 'Spread away' },
  { market: 'spreads', side: 'home', title: 'Spread home' },
  { market: 'totals', side: 'over', title: 'Over' },
  { market: 'totals', side: 'under', title: 'Under' },
];
const DRAW: Column = { market: 'h2h', side: 'draw', title: 'Draw' };

function columnsOf(lines: readonly Line[]): readonly Column[] {
  const has = ({ market, side }: Column) =>
    lines.some((line) => line.market === market && line.outcome === side);
  const [away, ...others] = COLUMNS;
  return [...(away ? [away] : []), DRAW, ...others].filter(has);
}

function nameOf({ titles }: GameOdds, book: string): string {
  return titles.get(book) ?? book;
}

type BookRow = {
  book: string;
  own: readonly Line[];
  columns: readonly Column[];
  newestMs: number;
  prices: ShownPrices;
};

function bookRow(odds: GameOdds, { book, own, columns, newestMs, prices }: BookRow): SafeHtml {
  const seenMs = Math.max(...own.map(({ last_seen_at: at }) => at.getTime()));
  const cells = columns.map(({ market, side }) => {
    const line = own.find((one) => one.market === market && one.outcome === side);
    if (line === undefined) return html`<td><span class="muted">–</span></td>`;
    const isGone = line.last_seen_at.getTime() < seenMs;
    const marks = [line.is_live ? 'in play' : null, isGone ? 'gone' : null].filter((mark) => mark !== null);
    return html`<td>
      ${lineCell(line, prices)}${marks.length === 0 ? null : html`<span class="words">${marks.join(', ')}</span>`}
    </td>`;
  });
  return html`<tr>
    <th scope="row">
      ${nameOf(odds, book)}${own[0]?.kind === 'exchange' ? pill('exchange', 'quiet') : null}${leftOutWords(odds, book)}
    </th>
    ${cells}
    <td>${instant(new Date(seenMs))}${seenMs < newestMs ? pill('not in the last answer', 'wait') : null}</td>
  </tr>`;
}

function lineCell({ market, outcome, point, price, price_text: text }: Line, prices: ShownPrices): SafeHtml {
  const line = lineWords(market, outcome, point);
  return html`${line === '' ? null : html`<strong>${line}</strong> `}<span title="as written: ${text}"
      >${shownPrice(price, prices)}</span
    >`;
}

/** In which markets a book does not count, and why. */
function leftOutWords({ markets }: GameOdds, book: string): SafeHtml | null {
  const leftOut = markets.flatMap(({ market, last }) =>
    last.leftOut.filter((one) => one.book === book).map(({ reason }) => ({ market, reason })),
  );
  if (leftOut.length === 0) return null;
  const reasons = [...Map.groupBy(leftOut, ({ reason }) => reason)].map(
    ([reason, own]) =>
      `${reason.replaceAll('_', ' ')} (${own.map(({ market }) => marketWords(market)).join(', ')})`,
  );
  return html`<span class="words">Not in the consensus: ${reasons.join('; ')}</span>`;
}

function consensusRow({ markets }: GameOdds, columns: readonly Column[], prices: ShownPrices): SafeHtml {
  const cells = columns.map(({ market, side }) => {
    const last = markets.find((one) => one.market === market)?.last;
    const outcome = last?.ok ? last.outcomes.find((one) => one.side === side) : undefined;
    if (!last?.ok || outcome === undefined) return html`<td><span class="muted">–</span></td>`;
    const line = lineWords(market, side, last.point);
    return html`<td><strong>${line}</strong> ${shownPrice(outcome.price, prices)}</td>`;
  });
  const atMs = Math.max(...markets.flatMap(({ last }) => (last.ok ? [last.atMs] : [])));
  return html`<tr>
    <th scope="row">Consensus before the start</th>
    ${cells}
    <td>${Number.isFinite(atMs) ? instant(new Date(atMs)) : null}</td>
  </tr>`;
}

function holdRow({ markets }: GameOdds, columns: readonly Column[]): SafeHtml {
  const spans = [...Map.groupBy(columns, ({ market }) => market)];
  return html`<tr>
    <th scope="row">Hold, and the books that count</th>
    ${spans.map(([market, own]) => {
      const last = markets.find((one) => one.market === market)?.last;
      const words = last?.ok ? `${percent(last.hold)} of ${last.books.length}` : 'no consensus';
      return html`<td colspan="${own.length}">${words}</td>`;
    })}
    <td></td>
  </tr>`;
}
