import type { CapturedQuote, OddsSide } from '../../domain/odds.ts';
import { type BookPrices, type ChosenBooks, type LeftOut, createBookChooser } from './consensus-books.ts';
import { DEFAULT_DEVIG_METHOD, type DevigMethod, fairProbabilities, marginOf } from './devig.ts';
import { median, middlePair } from './median.ts';

export type ConsensusRequest = {
  /** `h2h`, `h2h_3_way`, `spreads`, `totals`, or one of these for a period. */
  market: string;
  /**
   * What stands, of one event, one quote a series (`marketStateAt`); quotes of other markets but the lay prices of this
   * one are passed over.
   */
  quotes: readonly CapturedQuote[];
  /** Books of the kind `exchange`. */
  exchanges: ReadonlySet<string>;
  /** Books that stand still (`MarketState.staleAt`). */
  stale?: ReadonlySet<string>;
  method?: DevigMethod;
};

export type ConsensusOutcome = {
  side: OddsSide;
  /** Decimal, with the margin: of the median of the implied probabilities. */
  price: number;
  fairProbability: number;
};

/** What the books that count agree on, in their middle. */
export type Consensus = {
  ok: true;
  market: string;
  /** The line; null of markets without one. */
  point: number | null;
  outcomes: readonly ConsensusOutcome[];
  overround: number;
  /** From 0 to 1, and never below: a book that pays out more than it takes has a wrong price and does not count. */
  hold: number;
  method: DevigMethod;
  /** Whose lines the middle is of, and who of them quotes the line itself: the prices are those of the latter. */
  books: readonly string[];
  booksAtLine: readonly string[];
  leftOut: readonly LeftOut[];
};

export type NoConsensus = { ok: false; problem: string; leftOut: readonly LeftOut[] };

/** A price of an implied probability that rounding has brought to certainty. */
const MOST_LIKELY = 0.9999;

/**
 * The consensus of a market: the line in the middle of the books' lines, and for each outcome the price in the middle of
 * the implied probabilities at that line. Books that are stale, incomplete or exchanges without a market do not count;
 * each is named with its reason.
 */
export function consensusOf({
  market,
  quotes,
  exchanges,
  stale = new Set(),
  method = DEFAULT_DEVIG_METHOD,
}: ConsensusRequest): Consensus | NoConsensus {
  const ofBooks = [...Map.groupBy(quotes, ({ book }) => book)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const choose = createBookChooser(market, exchanges);
  const chosen = choose(
    ofBooks.map(([, own]) => own),
    stale,
  );
  return consensusAmong(chosen, market, method);
}

/** The same of books that are chosen. */
export function consensusAmong(
  { books, leftOut }: ChosenBooks,
  market: string,
  method: DevigMethod = DEFAULT_DEVIG_METHOD,
): Consensus | NoConsensus {
  if (market.endsWith('_lay'))
    return {
      ok: false,
      problem: 'lay prices are the other side of a market, and make no consensus',
      leftOut: [],
    };
  const middle = middleOf(books);
  if (middle === undefined) return { ok: false, problem: 'no book counts', leftOut };
  const { point, atLine, sides, prices } = middle;
  const fair = fairProbabilities(prices, method);
  if (!fair.ok) return { ok: false, problem: fair.problem, leftOut };
  return {
    ok: true,
    market,
    point,
    outcomes: sides.map((side, index) => ({
      side,
      price: prices[index] ?? Number.NaN,
      fairProbability: fair.probabilities[index] ?? Number.NaN,
    })),
    overround: fair.overround,
    // Two outcomes whose books hold something hold something in their middles; what is below 0 is the last digit.
    hold: Math.max(0, fair.hold),
    method,
    books: books.map(({ book }) => book),
    booksAtLine: atLine.map(({ book }) => book),
    leftOut,
  };
}

/** The line in the middle of books, and the prices with margin in the middle of those that quote it. */
type Middle = {
  point: number | null;
  atLine: readonly BookPrices[];
  sides: readonly OddsSide[];
  /** In the order of `sides`. */
  prices: readonly number[];
};

/** The middle of books that were chosen; undefined of none. */
function middleOf(books: readonly BookPrices[]): Middle | undefined {
  const [first] = books;
  if (first === undefined) return undefined;
  const point = middleLine(books);
  const atLine = books.filter((book) => book.point === point);
  const sides = first.sides.map(({ side }) => side);
  const prices = withMargin(atLine, sides).map((q) => 1 / Math.min(q, MOST_LIKELY));
  return { point, atLine, sides, prices };
}

type MiddleRequest = {
  market: string;
  side: OddsSide | undefined;
  method: DevigMethod | undefined;
};

/**
 * The price of a consensus for one outcome alone, or for the first: what paths are made of, at a fraction of the whole.
 * Undefined exactly where `consensusAmong` comes to no consensus, or to one without that outcome.
 */
export function middlePrice(
  { books }: Pick<ChosenBooks, 'books'>,
  { market, side, method = DEFAULT_DEVIG_METHOD }: MiddleRequest,
): { price: number; point: number | null } | undefined {
  const middle = market.endsWith('_lay') ? undefined : middleOf(books);
  if (middle === undefined || !fairProbabilities(middle.prices, method).ok) return undefined;
  const price = middle.prices[side === undefined ? 0 : middle.sides.indexOf(side)];
  return price === undefined ? undefined : { price, point: middle.point };
}

/**
 * The middle of each outcome's implied probabilities. Of three outcomes the middles may come from books that disagree,
 * and add up to less than certainty: then they are brought to the middle of the books' margins.
 */
function withMargin(books: readonly BookPrices[], sides: readonly OddsSide[]): readonly number[] {
  const middles = sides.map((side) => median(books.map((book) => 1 / priceOf(book, side))));
  const total = middles.reduce((sum, q) => sum + q, 0);
  if (total >= 1 || sides.length === 2) return middles;
  const overround = median(books.map((book) => marginOf(book.sides.map(({ price }) => price)).overround));
  return middles.map((q) => (q * overround) / total);
}

function priceOf({ sides }: BookPrices, side: OddsSide): number {
  for (const one of sides) if (one.side === side) return one.price;
  return Number.NaN;
}

/**
 * The line in the middle. Between two lines the one that more books quote, then the one whose prices are more even, as
 * it is the one that the market plays; then the smaller.
 */
function middleLine(books: readonly BookPrices[]): number | null {
  const lines: number[] = [];
  for (const { point } of books) if (point !== null) lines.push(point);
  if (lines.length === 0) return null;
  const [low, high] = middlePair(lines);
  if (low === high) return low;
  const [atLow, atHigh] = [low, high].map((line) => books.filter(({ point }) => point === line)) as [
    BookPrices[],
    BookPrices[],
  ];
  const byCount = atHigh.length - atLow.length;
  const byEvenness = unevenness(atLow) - unevenness(atHigh);
  const choice = byCount || (Math.abs(byEvenness) > 1e-9 ? byEvenness : Math.abs(low) - Math.abs(high));
  return choice > 0 ? high : low;
}

/** How far the first outcome is from an even chance, in the middle of the books. */
function unevenness(books: readonly BookPrices[]): number {
  const shares = books.map(({ sides }) => {
    const [first] = sides;
    return first === undefined
      ? Number.NaN
      : 1 / first.price / marginOf(sides.map(({ price }) => price)).overround;
  });
  return Math.abs(median(shares) - 0.5);
}
