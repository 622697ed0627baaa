import type { ChartPoint, MarketPaths } from '../../odds/read/game-odds.ts';

export const CHART_WIDTH = 720;
export const CHART_HEIGHT = 220;

/** From when on a chart shows a movement. */
export const CHART_SPANS = ['all', 'days', 'hours'] as const;
export type ChartSpan = (typeof CHART_SPANS)[number];

const HOUR_MS = 3_600_000;
const SPAN_MS = { all: Number.POSITIVE_INFINITY, days: 48 * HOUR_MS, hours: 6 * HOUR_MS };

/** Where moments and values are on a chart. */
export type ChartScale = {
  x: (atMs: number) => number;
  y: (value: number) => number;
  fromMs: number;
  toMs: number;
  startMs: number;
  lastLookMs: number;
  low: number;
  high: number;
};

/** Room above and below, as a share of what is between. */
const MARGIN = 0.15;

/** The steps of an axis, in points or per cent. */
const STEPS = [0.5, 1, 2, 5, 10, 20];
const MOST_TICKS = 6;

/** What a chart shows of a point: its line, or the implied probability of its price in per cent. */
export function valueOf({ price, point }: ChartPoint): number {
  return point ?? 100 / price;
}

/**
 * The scale of a chart. What was captured before the start decides its height, for in play a line goes anywhere;
 * without any of that, all. Undefined where there is nothing to show.
 */
export function scaleOf(
  { consensus, books, lastLookMs }: MarketPaths,
  startMs: number,
  span: ChartSpan,
): ChartScale | undefined {
  const paths = [consensus, ...books].map(({ path }) => path);
  const sinceMs = startMs - SPAN_MS[span];
  const all = paths.flatMap((path) => standingSince(path, sinceMs));
  const before = all.filter(({ atMs }) => atMs < startMs);
  const values = (before.length > 0 ? before : all).map(valueOf);
  if (values.length === 0) return undefined;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((most - least) * MARGIN, 0.75);
  const [low, high] = [least - room, most + room];
  const fromMs = Math.max(sinceMs, Math.min(...all.map(({ atMs }) => atMs)));
  const toMs = Math.max(lastLookMs, fromMs + 60_000, Math.min(startMs, lastLookMs + HOUR_MS));
  return {
    x: (atMs) => ((atMs - fromMs) * CHART_WIDTH) / (toMs - fromMs),
    y: (value) => CHART_HEIGHT - ((value - low) * CHART_HEIGHT) / (high - low),
    fromMs,
    toMs,
    startMs,
    lastLookMs,
    low,
    high,
  };
}

/** What a path shows from a moment on: its points since, and the one that stood then. */
function standingSince(path: readonly ChartPoint[], sinceMs: number): readonly ChartPoint[] {
  const standing = path.findLast(({ atMs }) => atMs < sinceMs);
  const since = path.filter(({ atMs }) => atMs >= sinceMs);
  return standing === undefined ? since : [standing, ...since];
}

/** Round values between the ends of a scale, six at most. */
export function ticksOf({ low, high }: ChartScale): readonly number[] {
  const step = STEPS.find((one) => (high - low) / one <= MOST_TICKS) ?? 50;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_none, index) => (first + index) * step);
}
