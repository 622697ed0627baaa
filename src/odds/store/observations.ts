import type { Quote } from '../../domain/odds.ts';
import type { CaptureOrigin, CapturedEvent, PricePoint, SeriesOf } from './captured-odds.ts';
import { seriesKey } from './captured-odds.ts';

/** New observations of one series. */
export type ObservedSeries = SeriesOf & { key: string; prices: PricePoint[] };

/** An event with the number of its row. */
export type KnownEvent = { eventId: number; captured: CapturedEvent };

const ALTERNATE = /(^|_)alternate(_|$)/;

/** The quotes of captures by series, each in the order in which they come. */
export function observedSeries(
  events: readonly KnownEvent[],
  bookIds: ReadonlyMap<string, number>,
  { provider, runId }: CaptureOrigin,
): Map<string, ObservedSeries> {
  const found = new Map<string, ObservedSeries>();
  for (const { eventId, captured } of events) {
    const { capturedAtMs } = captured;
    for (const { book, quotes, updatedAtMs } of captured.books) {
      const bookmakerId = bookIds.get(book);
      if (bookmakerId === undefined) throw new Error(`the bookmaker ${book} has no row`);
      const isAmongLines = severalLines(quotes);
      for (const quote of quotes) {
        const { market, side, subject, price, priceText } = quote;
        const point = rounded(quote.point, 100);
        const of = { eventId, bookmakerId, market, side, subject, line: isAmongLines(quote) ? point : null };
        const key = seriesKey(of);
        const bookUpdatedAtMs = updatedAtMs[market] ?? null;
        const seen = { capturedAtMs, point, price: rounded(price, 10_000), priceText, bookUpdatedAtMs };
        const series = found.get(key) ?? { ...of, key, prices: [] };
        series.prices.push({ ...seen, source: provider, runId });
        found.set(key, series);
      }
    }
  }
  return found;
}

/**
 * Whether a quote is one of several lines that stand side by side: in a market of alternates, and where a book shows two
 * lines for the same at once. Any other line is the one line of its series, which moves.
 */
function severalLines(quotes: readonly Quote[]): (quote: Quote) => boolean {
  const lines = new Map<string, Set<number | null>>();
  for (const quote of quotes) {
    const key = outcomeOf(quote);
    const known = lines.get(key) ?? new Set();
    lines.set(key, known.add(quote.point));
  }
  return (quote) => ALTERNATE.test(quote.market) || (lines.get(outcomeOf(quote))?.size ?? 0) > 1;
}

function outcomeOf({ market, side, subject }: Quote): string {
  return `${market}|${side}|${subject ?? ''}`;
}

function rounded<Value extends number | null>(value: Value, parts: number): Value {
  return (value === null ? null : Math.round(value * parts) / parts) as Value;
}
