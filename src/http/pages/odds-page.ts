import { type SafeHtml, html } from '@remix-run/html-template';
import type { GameOdds, MarketPaths } from '../../odds/read/game-odds.ts';
import { choice } from './filter-form.ts';
import { instant, plural } from './format.ts';
import { layout } from './layout.ts';
import { movementChart } from './movement-chart.ts';
import { CHART_SPANS, type ChartSpan } from './movement-scale.ts';
import { closeTable } from './odds-close-table.ts';
import { publishedCard } from './odds-published.ts';
import { propsCard } from './odds-props-table.ts';
import { oddsTable } from './odds-table.ts';
import { type ShownPrices, lineWords, marketWords, shownPrice } from './odds-words.ts';
import type { PageContext } from './page-context.ts';

/** What the page of a game's odds shows. */
export type OddsView = { label: string; odds: GameOdds; prices: ShownPrices; span: ChartSpan; now: Date };

const SPAN_WORDS: Readonly<Record<ChartSpan, string>> = {
  all: 'the first capture',
  days: 'two days before the start',
  hours: 'six hours before the start',
};

/** The odds of a game: by book, how they opened and closed, and how one market moved. */
export function oddsPage(context: PageContext, { label, odds, prices, span, now }: OddsView): string {
  const { gameId, startsAt, paths } = odds;
  const hasBegun = startsAt <= now;
  const body = html`<section class="card">
      <h1>Odds <span class="total">${label}</span></h1>
      <p class="words">
        <a href="/games/${gameId}">The game</a> starts ${instant(startsAt)}. ${plural(odds.changes, 'change')} in
        ${plural(odds.captures, 'capture')}. ${movedWords(odds)}
      </p>
      ${odds.lines.length === 0 ? noOdds(odds, prices) : html`${choices(odds, prices, span)}${oddsTable(odds, prices)}`}
      ${otherWords(odds)}
    </section>
    ${
      odds.markets.length === 0 && odds.publishedCloses.length === 0
        ? null
        : html`<section class="card">
            <h2>Opening and ${hasBegun ? 'close' : 'now'}</h2>
            ${closeTable(odds, prices, hasBegun)}
          </section>`
    }
    ${paths === undefined ? null : movementCard(odds, paths, { prices, span })}${publishedCard(odds, prices)}
    ${propsCard(odds.props, prices)}`;
  return layout(context, { title: `Odds of ${label}`, path: '/games', body });
}

function noOdds(odds: GameOdds, prices: ShownPrices): SafeHtml {
  if (odds.published.length > 0)
    return html`${priceChoice(prices)}<p class="empty">
      No odds of this game were captured. What archives have of it is below.
    </p>`;
  return html`<p class="empty">
    No odds of this game are known. They come from published files (<code>load --dataset odds</code>), or from a
    provider once it has its key. An event of a provider that is this game may wait among the
    <a href="/odds/events">events without a game</a>.
  </p>`;
}

function choices({ markets, paths }: GameOdds, prices: ShownPrices, span: ChartSpan): SafeHtml {
  const fields = { prices, span, market: paths?.market ?? '' };
  const names = markets.map(({ market }) => market);
  return html`<form class="filter">
    ${choice('prices', 'Prices', ['decimal', 'american'], fields, undefined, null)}${choice(
      'market',
      'Movement of',
      names,
      fields,
      marketWords,
      null,
    )}${choice('span', 'Since', CHART_SPANS, fields, (one) => SPAN_WORDS[one], null)}
    <div class="go"><button class="primary">Show</button></div>
  </form>`;
}

function priceChoice(prices: ShownPrices): SafeHtml {
  return html`<form class="filter">
    ${choice('prices', 'Prices', ['decimal', 'american'], { prices }, undefined, null)}
    <div class="go"><button class="primary">Show</button></div>
  </form>`;
}

/** Starts that the provider told and that are not the schedule's. */
function movedWords({ movedStarts }: GameOdds): SafeHtml | null {
  if (movedStarts.length === 0) return null;
  const told = movedStarts.map(
    ({ startsAt, firstToldAt }, index) =>
      html`${index === 0 ? null : ', '}${instant(startsAt)} (told ${instant(firstToldAt)})`,
  );
  return html`The provider has also told ${plural(movedStarts.length, 'other start')}: ${told}.`;
}

function otherWords({ otherMarkets }: GameOdds): SafeHtml | null {
  if (otherMarkets.length === 0) return null;
  return html`<p class="words">Also known: ${otherMarkets.join(', ')} (<code>odds lines</code> lists them).</p>`;
}

type Shown = { prices: ShownPrices; span: ChartSpan };

function movementCard(odds: GameOdds, paths: MarketPaths, { prices, span }: Shown): SafeHtml {
  const { market, movement } = paths;
  const side = market === 'totals' ? 'over' : 'home';
  const words = (point: { price: number; point: number | null }) =>
    `${lineWords(market, side, point.point)} ${shownPrice(point.price, prices)}`.trim();
  const unit = market === 'spreads' || market === 'totals' ? 'the line' : 'implied probability of home';
  return html`<section class="card">
    <h2>Movement of the ${marketWords(market)} <span class="total">${unit}</span></h2>
    ${movementChart(odds, paths, span)}
    <ul class="plain">
      ${eventsOf(odds, paths, words).map((text) => html`<li>${text}</li>`)}
    </ul>
    <details class="figures-of">
      <summary>Every change of the consensus before the start, as a table</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Changes of the consensus">
        <table class="fields">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">${side === 'over' ? 'Over' : 'Home'}</th>
            </tr>
          </thead>
          <tbody>
            ${(movement.consensus?.path ?? []).map(
              (point) =>
                html`<tr>
                  <th scope="row">${instant(new Date(point.atMs))}</th>
                  <td>${words(point)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}

/** Steam, key numbers that were crossed, and jumps that nobody followed. */
function eventsOf(
  { titles }: GameOdds,
  { movement }: MarketPaths,
  words: (point: { price: number; point: number | null }) => string,
): SafeHtml[] {
  const name = (book: string) => titles.get(book) ?? book;
  const steam = movement.steam.map(
    ({ side, startMs, moves }) =>
      html`${instant(new Date(startMs))} steam to ${side}:
      ${moves.map(({ book }) => name(book)).join(', ')}`,
  );
  const crossed = (movement.consensus?.crossed ?? []).map(
    ({ key, atMs, from, to }) =>
      html`${instant(new Date(atMs))} crossed the key number ${Math.abs(key)}: from ${from} to ${to}`,
  );
  const alone = movement.jumps
    .filter(({ followers, side }) => followers.length === 0 && side !== 'away' && side !== 'under')
    .map(
      ({ book, atMs, from, to }) =>
        html`${instant(new Date(atMs))} ${name(book)} jumped from ${words(from)} to
        ${words(to)} and nobody followed: it may be an error`,
    );
  return [...steam, ...crossed, ...alone];
}
