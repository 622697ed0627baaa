import type { CapturedQuote } from '../../domain/odds.ts';
import { type Consensus, type NoConsensus, consensusOf } from './consensus.ts';
import type { DevigMethod } from './devig.ts';
import { type MarketState, createMarketState, inOrder } from './market-state.ts';

export type MarketRequest = {
  /** `h2h`, `h2h_3_way`, `spreads`, `totals`, or one of these for a period: markets in which a book has one line. */
  market: string;
  /** Changes of the event, in any order; those of other markets but lay prices are passed over. */
  changes: readonly CapturedQuote[];
  /** Books of the kind `exchange`. */
  exchanges: ReadonlySet<string>;
  method?: DevigMethod;
};

/** The changes that a market's consensus follows from: its own, and those of its lay prices. */
export function changesOfMarket(market: string, changes: readonly CapturedQuote[]): readonly CapturedQuote[] {
  return changes.filter((change) => change.market === market || change.market === `${market}_lay`);
}

/** The consensus of what stands, without the books that are stale at the moment. */
export function consensusAt(
  { market, exchanges, method }: Omit<MarketRequest, 'changes'>,
  state: MarketState,
  atMs: number,
): Consensus | NoConsensus {
  const stale = new Set(state.staleAt(atMs).map(({ book }) => book));
  const quotes = state.standing();
  return consensusOf({ market, quotes, exchanges, stale, ...(method ? { method } : {}) });
}

/** A moment at which a price of the market changed, and the consensus from then on, or why there is none. */
export type ConsensusMoment = { atMs: number; consensus: Consensus | NoConsensus };

/** The moments of a market in order; all changes of a capture are one. */
export function* consensusMoments(request: MarketRequest): Generator<ConsensusMoment> {
  const changes = inOrder(changesOfMarket(request.market, request.changes));
  const state = createMarketState(request.market);
  for (const [index, change] of changes.entries()) {
    const atMs = change.capturedAtMs;
    state.apply(change);
    if (changes[index + 1]?.capturedAtMs !== atMs)
      yield { atMs, consensus: consensusAt(request, state, atMs) };
  }
}
