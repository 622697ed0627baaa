import type { LineDoubt } from '../../domain/published-lines.ts';
import { marginOf } from '../maths/devig.ts';
import { median } from '../maths/median.ts';
import type { ToldLine } from './published-row.ts';

/** A book keeps this share of what is staked at most (data-platform, section 6). */
const MOST_HOLD = { twoWay: 0.12, threeWay: 0.15 } as const;

/** From this spread on the favourite is the same by the moneyline. */
const CLEAR_SPREAD = 3;

/**
 * How much more a book may take than the others of its row: of 60,000 closing and early prices of the Premier League, 26 of 29
 * that are further away have two digits exchanged or one wrong, or are of another day.
 */
const MOST_ABOVE_OTHERS = 0.08;
const LEAST_OTHERS = 3;

/**
 * What median deviations from the others' price are too many, in log odds; and how far that must be at the least, in log
 * odds and in probability: books that agree to the last digit and long shots make deviations of nothing.
 */
const MOST_DEVIATIONS = 4;
const LEAST_DISTANCE = 0.3;
const LEAST_PROBABILITY = 0.05;
const LEAST_OTHER_PRICES = 4;

/**
 * Lines of one game with the reason for which each is doubted: a book that keeps too much or pays out more than it
 * takes, a price far from the other books', a favourite by the spread who is none by the moneyline.
 */
export function doubtLines(lines: readonly ToldLine[]): readonly ToldLine[] {
  const doubts = new Map<ToldLine, LineDoubt>();
  const note = (of: readonly ToldLine[], doubt: LineDoubt): void => {
    for (const line of of) if (!doubts.has(line)) doubts.set(line, line.doubt ?? doubt);
  };
  for (const market of groupsBy(lines, ({ market: key, moment, subject }) => `${key}|${moment}|${subject}`)) {
    const books = groupsBy(market.filter(isOfBook), ({ book }) => book).filter(isWhole);
    for (const own of books) {
      const isAbove = isAboveOthers(own, books);
      // What all books of a game keep is the custom of its time.
      if (!isHoldPossible(own) && isAbove !== false) note(own, 'hold_out_of_range');
      if (isAbove === true) note(own, 'overround_outlier');
    }
    for (const line of market.filter(isOfBook))
      if (isFarFromOthers(line, market)) note([line], 'price_outlier');
  }
  for (const own of groupsBy(lines, ({ book, moment }) => `${book}|${moment}`)) {
    const disagreeing = differentFavourites(own);
    note(disagreeing, 'favourites_differ');
  }
  return doubts.size === 0
    ? lines
    : lines.map((line) => ({ ...line, doubt: doubts.get(line) ?? line.doubt }));
}

function groupsBy<Key>(lines: readonly ToldLine[], keyOf: (line: ToldLine) => Key): readonly ToldLine[][] {
  return [...Map.groupBy(lines, keyOf).values()];
}

/** An exchange pays out what is staked but for its commission, and the best of several books more than that. */
function isOfBook({ maker }: ToldLine): boolean {
  return maker === 'book' || maker === 'unnamed' || maker === 'consensus';
}

function pricesOf(own: readonly ToldLine[]): number[] {
  return own.flatMap(({ price }) => (price === null ? [] : [price]));
}

/** All outcomes have a price, on one line. */
function isWhole(own: readonly ToldLine[]): boolean {
  const [first] = own;
  const outcomes = first?.market.startsWith('h2h_3_way') === true ? 3 : 2;
  return (
    own.length === outcomes &&
    pricesOf(own).length === outcomes &&
    own.every(({ point }) => point === first?.point)
  );
}

function isHoldPossible(own: readonly ToldLine[]): boolean {
  const { hold } = marginOf(pricesOf(own));
  // A hundredth that rounding makes is no gift.
  return hold >= -0.0005 && hold <= (own.length === 3 ? MOST_HOLD.threeWay : MOST_HOLD.twoWay);
}

function overroundOf(own: readonly ToldLine[]): number {
  return marginOf(pricesOf(own)).overround;
}

/** Undefined where too few others are there to compare with. */
function isAboveOthers(own: readonly ToldLine[], books: readonly ToldLine[][]): boolean | undefined {
  const others = books.filter((one) => one !== own);
  if (others.length < LEAST_OTHERS) return undefined;
  return overroundOf(own) - median(others.map(overroundOf)) > MOST_ABOVE_OTHERS;
}

function logOdds(price: number): number {
  return -Math.log(price - 1);
}

function isFarFromOthers(line: ToldLine, market: readonly ToldLine[]): boolean {
  if (line.price === null) return false;
  const others = market.filter(
    (one) => one !== line && isOfBook(one) && one.side === line.side && one.point === line.point,
  );
  const theirs = pricesOf(others).map(logOdds);
  if (theirs.length < LEAST_OTHER_PRICES) return false;
  const middle = median(theirs);
  const deviation = median(theirs.map((one) => Math.abs(one - middle)));
  const own = logOdds(line.price);
  const distance = Math.abs(own - middle);
  const ofProbability = Math.abs(probability(own) - probability(middle));
  return (
    ofProbability > LEAST_PROBABILITY &&
    distance > Math.max(LEAST_DISTANCE, MOST_DEVIATIONS * 1.4826 * deviation)
  );
}

function probability(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

/** The lines of a clear spread and of a moneyline that name another favourite. */
function differentFavourites(own: readonly ToldLine[]): readonly ToldLine[] {
  const spread = own.filter(({ market }) => market === 'spreads');
  const moneyline = own.filter(({ market }) => market === 'h2h');
  const point = spread[0]?.point ?? 0;
  const [home, away] = ['home', 'away'].map(
    (side) => moneyline.find((line) => line.side === side)?.price ?? null,
  );
  if (Math.abs(point) < CLEAR_SPREAD || home === null || home === undefined) return [];
  if (away === null || away === undefined || home === away) return [];
  return point < 0 === home < away ? [] : [...spread, ...moneyline];
}
