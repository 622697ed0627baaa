import { type CapturedQuote, ODDS_SIDES, type OddsSide } from '../../domain/odds.ts';
import { marginOf } from './devig.ts';

/** Why a book does not count in a consensus. */
export const LEFT_OUT_REASONS = [
  'gone',
  'stale',
  'incomplete',
  'other_outcomes',
  'two_lines',
  'exchange_without_lay',
  'exchange_too_wide',
  'pays_out_more',
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

export type LeftOut = { book: string; reason: LeftOutReason; detail: string };

/** What one book asks for each outcome of a market, on one line. */
export type BookPrices = {
  book: string;
  point: number | null;
  /** In the order of `ODDS_SIDES`. */
  sides: readonly { side: OddsSide; price: number }[];
};

/** How much dearer than the back price the lay price of an exchange may be: an empty market quotes 1.01 and 1000. */
const WIDEST_LAY = 0.1;

/** What a double loses when two shares are added. */
const ROUNDING = 1e-9;

type Choice = {
  market: string;
  quotes: readonly CapturedQuote[];
  exchanges: ReadonlySet<string>;
  stale: ReadonlySet<string>;
};

/** The books that count in a consensus, and the others with their reasons; both in the order of their keys. */
export function chooseBooks({ market, quotes, exchanges, stale }: Choice): {
  books: readonly BookPrices[];
  leftOut: readonly LeftOut[];
} {
  const ofMarket = quotes.filter((quote) => quote.market === market);
  const layQuotes = quotes.filter((quote) => quote.market === `${market}_lay`);
  const byBook = [...Map.groupBy(ofMarket, ({ book }) => book)]
    .map(([book, own]) => [book, mainLine(own)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const expected = usualOutcomes(byBook.map(([, own]) => own));
  const books: BookPrices[] = [];
  const leftOut: LeftOut[] = [];
  for (const [book, own] of byBook) {
    const lays = layQuotes.filter((quote) => quote.book === book);
    const objection =
      (stale.has(book) ? because('stale', 'stood still while others moved') : null) ??
      objectionToOutcomes(own, expected) ??
      (exchanges.has(book) ? objectionToExchange(own, lays) : null) ??
      objectionToMargin(own);
    if (objection === null) books.push(pricesOf(book, own));
    else leftOut.push({ book, ...objection });
  }
  return { books, leftOut };
}

/** Of several lines that a book shows side by side, the one whose prices are the most even: what it plays. */
function mainLine(own: readonly CapturedQuote[]): readonly CapturedQuote[] {
  if (own.every(({ line }) => line === null || line === undefined)) return own;
  const whole = [...Map.groupBy(own, ({ point }) => point).values()].filter((quotes) => quotes.length > 1);
  const [first = own, ...rest] = whole;
  return rest.reduce((best, quotes) => (spreadOf(quotes) < spreadOf(best) ? quotes : best), first);
}

/** From the shortest price to the longest, in implied probability. */
function spreadOf(quotes: readonly CapturedQuote[]): number {
  const implied = quotes.map(({ price }) => 1 / price);
  return Math.max(...implied) - Math.min(...implied);
}

type Objection = Omit<LeftOut, 'book'>;

function because(reason: LeftOutReason, detail: string): Objection {
  return { reason, detail };
}

/** The outcomes that most books have; of two sets that are as frequent, the larger. */
function usualOutcomes(byBook: readonly (readonly CapturedQuote[])[]): string {
  const sets = byBook.map(outcomesOf);
  const counts = [...Map.groupBy(sets, (set) => set)].map(([set, same]) => ({ set, count: same.length }));
  const [first] = counts
    .filter(({ set }) => set.includes(','))
    .toSorted((a, b) => b.count - a.count || b.set.length - a.set.length);
  return first?.set ?? '';
}

function outcomesOf(quotes: readonly CapturedQuote[]): string {
  return ODDS_SIDES.filter((side) => quotes.some((quote) => quote.side === side)).join(',');
}

function objectionToOutcomes(own: readonly CapturedQuote[], expected: string): Objection | null {
  const outcomes = outcomesOf(own);
  if (!outcomes.includes(',')) return because('incomplete', `has a price for ${outcomes} only`);
  if (outcomes !== expected)
    return because('other_outcomes', `has prices for ${outcomes}, others for ${expected}`);
  const lines = [...new Set(own.map(({ point }) => point))];
  return lines.length > 1 ? because('two_lines', `has its outcomes on ${lines.join(' and ')}`) : null;
}

function objectionToExchange(
  own: readonly CapturedQuote[],
  lays: readonly CapturedQuote[],
): Objection | null {
  for (const { side, price } of own) {
    const lay = lays.find((quote) => quote.side === side);
    if (lay === undefined) return because('exchange_without_lay', `has no lay price for ${side}`);
    // A lay price below the back price is of another moment.
    if (lay.price < price || lay.price > price * (1 + WIDEST_LAY))
      return because('exchange_too_wide', `backs ${side} at ${price} and lays it at ${lay.price}`);
  }
  return null;
}

function objectionToMargin(own: readonly CapturedQuote[]): Objection | null {
  const { overround } = marginOf(own.map(({ price }) => price));
  return overround >= 1 - ROUNDING
    ? null
    : because('pays_out_more', `its prices add up to ${(100 * overround).toFixed(2)} %`);
}

function pricesOf(book: string, own: readonly CapturedQuote[]): BookPrices {
  const sides = own
    .map(({ side, price }) => ({ side, price }))
    .toSorted((a, b) => ODDS_SIDES.indexOf(a.side) - ODDS_SIDES.indexOf(b.side));
  return { book, point: own[0]?.point ?? null, sides };
}
