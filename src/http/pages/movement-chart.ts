import { type SafeHtml, html } from '@remix-run/html-template';
import type { ChartPath, ChartPoint, GameOdds, MarketPaths } from '../../odds/read/game-odds.ts';
import { offeredParts } from '../../odds/maths/line-path.ts';
import {
  CHART_HEIGHT,
  CHART_WIDTH,
  type ChartScale,
  type ChartSpan,
  scaleOf,
  ticksOf,
  valueOf,
} from './movement-scale.ts';
import { handicapWords, marketWords } from './odds-words.ts';

/** How many ticks the axis of time has. */
const TICKS = 6;

/**
 * How a market moved: the consensus over the books, with the start, starts that were told and are not ours, and what
 * was captured in play behind a shade. The table of its changes beside it says the same in words.
 */
export function movementChart(odds: GameOdds, paths: MarketPaths, span: ChartSpan): SafeHtml | null {
  const scale = scaleOf(paths, odds.startsAt.getTime(), span);
  if (scale === undefined) return null;
  const line = (path: ChartPath, kind: string, title: string): SafeHtml =>
    html`<path class="line ${kind}" d="${stepsOf(path, scale)}"><title>${title}</title></path>`;
  const name = (book: string) => odds.titles.get(book) ?? book;
  return html`<ul class="key">
      <li class="consensus">Consensus</li>
      <li class="book">Each book (${paths.books.length})</li>
      <li class="start">Start</li>
      ${odds.movedStarts.length > 0 ? html`<li class="moved">Start as the provider told it</li>` : null}${
        scale.toMs > scale.startMs ? html`<li class="live">In play</li>` : null
      }
    </ul>
    <div class="scroll" tabindex="0" role="region" aria-label="Chart of the ${marketWords(paths.market)}">
      <div class="movement">
        <svg
          class="chart moves"
          viewBox="0 0 ${CHART_WIDTH} ${CHART_HEIGHT}"
          role="img"
          aria-label="${altWords(paths)}"
        >
          <clipPath id="plot"><rect width="${CHART_WIDTH}" height="${CHART_HEIGHT}"></rect></clipPath>
          ${shade(scale)}${grid(paths, scale)}
          <g clip-path="url(#plot)">
            ${paths.books.map((path) => line(path, 'book', name(path.book)))}
            ${line(paths.consensus, 'consensus', 'Consensus')}
          </g>
          ${odds.movedStarts.map(({ startsAt }) => upright(startsAt.getTime(), scale, 'moved'))}
          ${upright(scale.startMs, scale, 'start')}
        </svg>
        ${axis(scale)}
      </div>
    </div>`;
}

/** A price stands until the next one: steps, not slopes. While it is not on offer there is no line. */
function stepsOf({ path, absences }: ChartPath, scale: ChartScale): string {
  const parts = offeredParts(path, absences);
  return parts
    .map((part, index) => {
      const steps = part.map((point, place) => {
        const [x, y] = [scale.x(point.atMs).toFixed(1), scale.y(valueOf(point)).toFixed(1)];
        return place === 0 ? `M${x} ${y}` : `H${x}V${y}`;
      });
      const untilMs = absences[index]?.fromMs ?? scale.lastLookMs;
      return `${steps.join('')}H${scale.x(untilMs).toFixed(1)}`;
    })
    .join('');
}

function shade({ x, startMs, toMs }: ChartScale): SafeHtml | null {
  if (toMs <= startMs) return null;
  const from = x(startMs);
  return html`<rect
    class="live"
    x="${from.toFixed(1)}"
    width="${(CHART_WIDTH - from).toFixed(1)}"
    height="${CHART_HEIGHT}"
  ></rect>`;
}

function grid({ market }: MarketPaths, scale: ChartScale): SafeHtml[] {
  return ticksOf(scale).map((value) => {
    const y = scale.y(value).toFixed(1);
    return html`<line class="mark" x1="0" x2="${CHART_WIDTH}" y1="${y}" y2="${y}"></line
      ><text x="2" y="${(scale.y(value) - 3).toFixed(1)}">${valueWords(market, value)}</text>`;
  });
}

function valueWords(market: string, value: number): string {
  if (market === 'spreads') return handicapWords(value, 'home');
  return market === 'totals' ? String(value) : `${value} %`;
}

function upright(atMs: number, { x, fromMs, toMs }: ChartScale, kind: string): SafeHtml | null {
  if (atMs < fromMs || atMs > toMs) return null;
  const at = x(atMs).toFixed(1);
  return html`<line class="${kind}" x1="${at}" x2="${at}" y1="0" y2="${CHART_HEIGHT}"></line>`;
}

/** Days or hours, in UTC as sent; the page's script puts the viewer's zone in. */
function axis({ fromMs, toMs }: ChartScale): SafeHtml {
  const isOfDays = toMs - fromMs > 48 * 3_600_000;
  const ticks = Array.from({ length: TICKS }, (_none, index) => {
    const iso = new Date(fromMs + ((toMs - fromMs) * index) / (TICKS - 1)).toISOString();
    return html`<time datetime="${iso}" data-tick="${isOfDays ? 'day' : 'hour'}"
      >${isOfDays ? iso.slice(5, 10) : iso.slice(11, 16)}</time
    >`;
  });
  return html`<p class="axis">${ticks}</p>`;
}

function altWords({ market, movement, books }: MarketPaths): string {
  const name = marketWords(market);
  if (movement.consensus === null) return `${name} of ${books.length} books, without a consensus`;
  const { open, now, high, low } = movement.consensus;
  const words = (point: ChartPoint): string => {
    const value = valueOf(point);
    return valueWords(market, point.point === null ? Number(value.toFixed(1)) : value);
  };
  return `${name} of ${books.length} books until the start: opened at ${words(open)}, last ${words(now)}, between ${words(low)} and ${words(high)}. The table below has every change.`;
}
