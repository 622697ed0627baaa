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
  /** The same by book: of a book that is as it was, the list of before. */
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
  const standing = new Map<string, CapturedQuote>();
  const ofBooks = createQuotesOfBooks();
  const gone = new Map<string, CapturedQuote>();
  const lastSigns = new Map<string, number>();
  const lastMoves = new Map<string, number>();
  return {
    apply(change) {
      const { book, capturedAtMs, updatedAtMs } = change;
      const series = seriesOf(change);
      if (change.market === market) {
        const sign = Math.max(capturedAtMs, updatedAtMs ?? capturedAtMs);
        lastSigns.set(book, Math.max(sign, lastSigns.get(book) ?? sign));
        if (standing.has(series)) lastMoves.set(book, capturedAtMs);
      }
      standing.set(series, change);
      ofBooks.set(series, change);
      gone.delete(series);
    },
    offer({ series, atMs, isOffered }) {
      const [from, to] = isOffered ? [gone, standing] : [standing, gone];
      const quote = from.get(series);
      if (quote === undefined) return;
      from.delete(series);
      to.set(series, quote);
      if (isOffered) ofBooks.set(series, quote);
      else ofBooks.delete(series, quote);
      if (isOffered && quote.market === market) lastSigns.set(quote.book, atMs);
    },
    standing: () => [...standing.values()],
    byBook: () => ofBooks.lists(),
    goneBooks() {
      if (gone.size === 0) return [];
      const booksOf = (quotes: Iterable<CapturedQuote>) =>
        new Set([...quotes].filter((quote) => quote.market === market).map(({ book }) => book));
      const left = booksOf(standing.values());
      return [...booksOf(gone.values())].filter((book) => !left.has(book)).toSorted();
    },
    staleAt(atMs) {
      const sinceMs = atMs - QUIET_MS;
      const movers: string[] = [];
      for (const [book, movedMs] of lastMoves) if (movedMs > sinceMs) movers.push(book);
      if (movers.length < LEAST_MOVERS) return [];
      return [...lastSigns]
        .filter(([, signMs]) => signMs <= sinceMs)
        .map(([book, lastSignMs]) => ({ book, lastSignMs, movers: movers.toSorted() }));
    },
  };
}

/** Quotes by book in lists that stay the same ones until a quote of their book changes. */
function createQuotesOfBooks() {
  const quotes = new Map<string, Map<string, CapturedQuote>>();
  const lists = new Map<string, readonly CapturedQuote[]>();
  return {
    set(series: string, quote: CapturedQuote): void {
      const own = quotes.get(quote.book) ?? new Map<string, CapturedQuote>();
      quotes.set(quote.book, own.set(series, quote));
      lists.delete(quote.book);
    },
    delete(series: string, { book }: CapturedQuote): void {
      quotes.get(book)?.delete(series);
      lists.delete(book);
    },
    lists(): Iterable<readonly CapturedQuote[]> {
      if (lists.size < quotes.size)
        for (const [book, own] of quotes) if (!lists.has(book)) lists.set(book, [...own.values()]);
      return lists.values();
    },
  };
}

/** What happened to a market in a moment: what came back or went from offer, then what changed. */
export type MarketStep = { atMs: number; offers: readonly OfferChange[]; changes: readonly CapturedQuote[] };

/** The steps of a market in order; all changes of a capture are one. */
export function marketSteps(
  changes: readonly CapturedQuote[],
  looks: readonly MarketLook[] = [],
): readonly MarketStep[] {
  const steps = new Map<number, { offers: OfferChange[]; changes: CapturedQuote[] }>();
  const stepAt = (atMs: number) => {
    const step = steps.get(atMs) ?? { offers: [], changes: [] };
    steps.set(atMs, step);
    return step;
  };
  for (const change of changes) stepAt(change.capturedAtMs).changes.push(change);
  for (const offer of offerChanges(looks)) stepAt(offer.atMs).offers.push(offer);
  return [...steps].map(([atMs, step]) => ({ atMs, ...step })).toSorted((a, b) => a.atMs - b.atMs);
}

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
export function seriesOf({
  book,
  market,
  side,
  subject,
  line,
}: Pick<CapturedQuote, 'book' | 'market' | 'side' | 'subject' | 'line'>): string {
  return `${book}\n${market}\n${side}\n${subject ?? ''}\n${line ?? ''}`;
}
