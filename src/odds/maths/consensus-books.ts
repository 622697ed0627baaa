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

/** The books that count in a consensus, and the others with their reasons; both in the order of their keys. */
export type ChosenBooks = { books: readonly BookPrices[]; leftOut: readonly LeftOut[] };

/** What stands of one book: quotes of its market and lay prices; those of other markets are passed over. */
export type QuotesOfBook = readonly CapturedQuote[];

/** Chooses among the books of a market, which come in the order of their keys; `stale` are those that stand still. */
export type BookChooser = (ofBooks: Iterable<QuotesOfBook>, stale: ReadonlySet<string>) => ChosenBooks;

/**
 * Chooses the books of a market again and again: what follows from the quotes of one book alone is found once for each
 * list of quotes that it is given, so that a list must not change.
 */
export function createBookChooser(market: string, exchanges: ReadonlySet<string>): BookChooser {
  const known = new WeakMap<QuotesOfBook, BookOffer>();
  const offerOf = (quotes: QuotesOfBook): BookOffer => {
    let offer = known.get(quotes);
    if (offer === undefined) {
      offer = bookOffer(market, quotes, exchanges);
      known.set(quotes, offer);
    }
    return offer;
  };
  return (ofBooks, stale) => {
    const offers: BookOffer[] = [];
    for (const quotes of ofBooks) {
      const offer = offerOf(quotes);
      if (offer.outcomes !== '') offers.push(offer);
    }
    const expected = usualOutcomes(offers);
    const books: BookPrices[] = [];
    const leftOut: LeftOut[] = [];
    for (const offer of offers) {
      const { book, prices } = offer;
      const objection = stale.has(book) ? STOOD_STILL : objectionTo(offer, expected);
      if (objection === null) books.push(prices);
      else leftOut.push({ book, ...objection });
    }
    return { books, leftOut };
  };
}

/** What follows from the quotes of one book. */
type BookOffer = {
  book: string;
  /** Of the line that it plays. */
  prices: BookPrices;
  /** For which outcomes it has a price, in the order of `ODDS_SIDES`; empty where it has none in the market. */
  outcomes: string;
  /** Why it cannot count, whatever the others have. */
  objection: Objection | null;
};

function bookOffer(market: string, quotes: QuotesOfBook, exchanges: ReadonlySet<string>): BookOffer {
  const own = mainLine(quotes.filter((quote) => quote.market === market));
  const lays = quotes.filter((quote) => quote.market === `${market}_lay`);
  const book = quotes[0]?.book ?? '';
  const objection =
    objectionToLines(own) ??
    (exchanges.has(book) ? objectionToExchange(own, lays) : null) ??
    objectionToMargin(own);
  const prices = pricesOf(book, own);
  return { book, prices, outcomes: outcomesOf(prices), objection };
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

const STOOD_STILL = because('stale', 'stood still while others moved');

/** The outcomes that most books have; of two sets that are as frequent, the larger. */
function usualOutcomes(offers: readonly BookOffer[]): string {
  const first = offers[0]?.outcomes ?? '';
  // Nearly always all have the same.
  if (offers.every(({ outcomes }) => outcomes === first)) return first;
  const counts = new Map<string, number>();
  for (const { outcomes } of offers)
    if (outcomes.includes(',')) counts.set(outcomes, (counts.get(outcomes) ?? 0) + 1);
  let usual = '';
  for (const [outcomes, count] of counts) {
    const more = count - (counts.get(usual) ?? 0) || outcomes.length - usual.length;
    if (more > 0) usual = outcomes;
  }
  return usual;
}

function outcomesOf({ sides }: BookPrices): string {
  let outcomes = '';
  let last: OddsSide | undefined;
  for (const { side } of sides) {
    if (side === last) continue;
    outcomes = last === undefined ? side : `${outcomes},${side}`;
    last = side;
  }
  return outcomes;
}

function objectionTo({ outcomes, objection }: BookOffer, expected: string): Objection | null {
  if (!outcomes.includes(',')) return because('incomplete', `has a price for ${outcomes} only`);
  if (outcomes !== expected)
    return because('other_outcomes', `has prices for ${outcomes}, others for ${expected}`);
  return objection;
}

function objectionToLines(own: readonly CapturedQuote[]): Objection | null {
  const [first] = own;
  if (own.every(({ point }) => point === first?.point)) return null;
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

/** The place of each side in the order of `ODDS_SIDES`. */
const PLACES = Object.fromEntries(ODDS_SIDES.map((side, place) => [side, place])) as Record<OddsSide, number>;

function pricesOf(book: string, own: readonly CapturedQuote[]): BookPrices {
  const sides = own
    .map(({ side, price }) => ({ side, price }))
    .sort((a, b) => PLACES[a.side] - PLACES[b.side]);
  return { book, point: own[0]?.point ?? null, sides };
}
