import type { CapturedQuote } from '../../domain/odds.ts';

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
  /** The newest change of each series. */
  standing: () => readonly CapturedQuote[];
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
    },
    standing: () => [...standing.values()],
    staleAt(atMs) {
      const sinceMs = atMs - QUIET_MS;
      const movers = [...lastMoves].filter(([, movedMs]) => movedMs > sinceMs).map(([book]) => book);
      if (movers.length < LEAST_MOVERS) return [];
      return [...lastSigns]
        .filter(([, signMs]) => signMs <= sinceMs)
        .map(([book, lastSignMs]) => ({ book, lastSignMs, movers: movers.toSorted() }));
    },
  };
}

/** The state at a moment: changes in any order, those after it passed over. */
export function marketStateAt(market: string, changes: readonly CapturedQuote[], atMs: number): MarketState {
  const state = createMarketState(market);
  for (const change of inOrder(changes)) {
    if (change.capturedAtMs <= atMs) state.apply(change);
  }
  return state;
}

/** What was captured before a start. The rest is in play: no part of an opening, a close or a movement. */
export function beforeStart(changes: readonly CapturedQuote[], startMs: number): readonly CapturedQuote[] {
  return changes.filter(({ capturedAtMs }) => capturedAtMs < startMs);
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
