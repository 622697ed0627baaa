import type { CapturedQuote } from '../../domain/odds.ts';
import { type MarketLook, type OfferChange, offerChanges } from './market-looks.ts';

/** How long a book may show no sign of life while others move (data-platform, section 6). */
export const QUIET_MS = 30 * 60_000;

/** How many others must have moved meanwhile. */
const LEAST_MOVERS = 3;

export type StaleBook = {
  book: string;
  /** Its last change, or the last time that it confirmed the market. */
  lastSignMs: number;
  /** Who moved since. */
  movers: readonly string[];
};

/** A market of an event as its changes are told one after the other. */
export type MarketState = {
  /** Changes come in the order of their capture. */
  apply: (change: CapturedQuote) => void;
  /** A series goes from offer, or comes back at the price that it had: a sign of life of its book. */
  offer: (change: OfferChange) => void;
  /** The newest change of each series that is on offer. */
  standing: () => readonly CapturedQuote[];
  /** The same by book, in the order of their keys: of a book that is as it was, the list of before. */
  byBook: () => Iterable<readonly CapturedQuote[]>;
  /** The books that have nothing left of the market, in the order of their keys. */
  goneBooks: () => readonly string[];
  /**
   * The books that stood still for half an hour before a moment, which is not before the last change, while three others
   * moved at least. A price that a book showed first in that time is no move; a market that it confirmed is a sign of
   * life.
   */
  staleAt: (atMs: number) => readonly StaleBook[];
};

/** The state of `market`; its lay prices stand beside it, and are no sign of life of a book. */
export function createMarketState(market: string): MarketState {
  const { seriesAt, knownSeries, books } = createBooks();
  return {
    apply(change) {
      const { capturedAtMs, updatedAtMs } = change;
      const series = seriesAt(change);
      const { of } = series;
      if (change.market === market) {
        const sign = Math.max(capturedAtMs, updatedAtMs ?? capturedAtMs);
        of.signMs = Math.max(sign, of.signMs ?? sign);
        if (series.isOffered) of.movedMs = capturedAtMs;
      }
      series.quote = change;
      show(series);
    },
    offer({ series: key, atMs, isOffered }) {
      const series = knownSeries(key);
      if (series === undefined || series.isOffered === isOffered) return;
      if (!isOffered) return hide(series);
      show(series);
      if (series.quote.market === market) series.of.signMs = atMs;
    },
    standing: () => books.flatMap(listOf),
    byBook: () => books.map(listOf),
    goneBooks() {
      const isOfMarket = ({ quote }: SeriesState) => quote.market === market;
      return books
        .filter(
          ({ all, offered }) =>
            offered.length < all.length && all.some(isOfMarket) && !offered.some(isOfMarket),
        )
        .map(({ book }) => book);
    },
    staleAt(atMs) {
      const sinceMs = atMs - QUIET_MS;
      const quiet = books.filter(({ signMs }) => signMs !== undefined && signMs <= sinceMs);
      if (quiet.length === 0) return [];
      const moved = books.filter(({ movedMs }) => movedMs !== undefined && movedMs > sinceMs);
      if (moved.length < LEAST_MOVERS) return [];
      const movers = moved.map(({ book }) => book);
      return quiet.map(({ book, signMs }) => ({ book, lastSignMs: signMs ?? sinceMs, movers }));
    },
  };
}

type SeriesState = { quote: CapturedQuote; of: BookState; isOffered: boolean };

type BookState = {
  book: string;
  all: SeriesState[];
  /** Those on offer, in the order in which they came to be. */
  offered: SeriesState[];
  /** Their quotes, in a list that stays the same one until a quote changes. */
  list: readonly CapturedQuote[] | undefined;
  /** Its last sign of life in the market, and its last move. */
  signMs: number | undefined;
  movedMs: number | undefined;
};

/** The series of an event by their keys, and its books in the order of theirs. */
function createBooks() {
  const known = new Map<string, SeriesState>();
  const byKey = new Map<string, BookState>();
  const books: BookState[] = [];
  function bookAt(book: string): BookState {
    const found = byKey.get(book);
    if (found !== undefined) return found;
    const made = { book, all: [], offered: [], list: undefined, signMs: undefined, movedMs: undefined };
    byKey.set(book, made);
    const place = books.findIndex((other) => other.book > book);
    books.splice(place < 0 ? books.length : place, 0, made);
    return made;
  }
  return {
    books: books as readonly BookState[],
    knownSeries: (key: string) => known.get(key),
    seriesAt: (quote: CapturedQuote): SeriesState => {
      const key = seriesOf(quote);
      const found = known.get(key);
      if (found !== undefined) return found;
      const of = bookAt(quote.book);
      const made = { quote, of, isOffered: false };
      known.set(key, made);
      of.all.push(made);
      return made;
    },
  };
}

function show(series: SeriesState): void {
  const { of } = series;
  if (!series.isOffered) of.offered.push(series);
  series.isOffered = true;
  of.list = undefined;
}

function hide(series: SeriesState): void {
  const { of } = series;
  series.isOffered = false;
  of.offered.splice(of.offered.indexOf(series), 1);
  of.list = undefined;
}

function listOf(of: BookState): readonly CapturedQuote[] {
  of.list ??= of.offered.map(({ quote }) => quote);
  return of.list;
}

/** What happened to a market in a moment: what came back or went from offer, then what changed. */
export type MarketStep = { atMs: number; offers: readonly OfferChange[]; changes: readonly CapturedQuote[] };

/** The steps of a market in order; all changes of a capture are one. */
export function marketSteps(
  changes: readonly CapturedQuote[],
  looks: readonly MarketLook[] = [],
): readonly MarketStep[] {
  const steps = new Map<number, GrowingStep>();
  let last: GrowingStep | undefined;
  const stepAt = (atMs: number): GrowingStep => {
    if (last?.atMs === atMs) return last;
    last = steps.get(atMs) ?? { atMs, offers: [], changes: [] };
    steps.set(atMs, last);
    return last;
  };
  for (const change of changes) stepAt(change.capturedAtMs).changes.push(change);
  for (const offer of offerChanges(looks)) stepAt(offer.atMs).offers.push(offer);
  return [...steps.values()].sort((a, b) => a.atMs - b.atMs);
}

type GrowingStep = MarketStep & { offers: OfferChange[]; changes: CapturedQuote[] };

/** A state goes on by a step. */
export function applyStep(state: MarketState, { offers, changes }: MarketStep): void {
  for (const offer of offers) state.offer(offer);
  for (const change of changes) state.apply(change);
}

/** The state at a moment: changes and looks in any order, those after it passed over. */
export function marketStateAt(
  market: string,
  changes: readonly CapturedQuote[],
  atMs: number,
  looks: readonly MarketLook[] = [],
): MarketState {
  const state = createMarketState(market);
  const until = looks.filter((look) => look.atMs <= atMs);
  for (const step of marketSteps(changes, until)) if (step.atMs <= atMs) applyStep(state, step);
  return state;
}

/** What was captured before a start. The rest is in play: no part of an opening, a close or a movement. */
export function beforeStart(changes: readonly CapturedQuote[], startMs: number): readonly CapturedQuote[] {
  return changes.filter(({ capturedAtMs }) => capturedAtMs < startMs);
}

/** The looks before a start. */
export function looksBefore(looks: readonly MarketLook[], startMs: number): readonly MarketLook[] {
  return looks.filter(({ atMs }) => atMs < startMs);
}

/** Changes in the order of their capture. */
export function inOrder(changes: readonly CapturedQuote[]): readonly CapturedQuote[] {
  return changes.toSorted((left, right) => left.capturedAtMs - right.capturedAtMs);
}

/** A series of an event: whose price for which outcome, and on which line where the book shows several. */
export function seriesOf({ book, market, side, subject, line, series }: OfSeries): string {
  return series ?? `${book}\n${market}\n${side}\n${subject ?? ''}\n${line ?? ''}`;
}

type OfSeries = Pick<CapturedQuote, 'book' | 'market' | 'side' | 'subject' | 'line' | 'series'>;
