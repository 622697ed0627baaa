import type { CapturedQuote } from '../../domain/odds.ts';
import { type BookChooser, createBookChooser } from './consensus-books.ts';
import { type Consensus, type NoConsensus, consensusAmong } from './consensus.ts';
import type { DevigMethod } from './devig.ts';
import type { MarketLook } from './market-looks.ts';
import { type MarketState, applyStep, createMarketState, marketSteps } from './market-state.ts';

export type MarketRequest = {
  /** `h2h`, `h2h_3_way`, `spreads`, `totals`, or one of these for a period: markets in which a book has one line. */
  market: string;
  /** Changes of the event, in any order; those of other markets but lay prices are passed over. */
  changes: readonly CapturedQuote[];
  /** Books of the kind `exchange`. */
  exchanges: ReadonlySet<string>;
  /**
   * Captures that showed the market, those without a change too: a line that was looked at and had not changed is no
   * older, and what a look lacks is gone from then on.
   */
  looks?: readonly MarketLook[];
  method?: DevigMethod;
};

/** The changes that a market's consensus follows from: its own, and those of its lay prices. */
export function changesOfMarket(market: string, changes: readonly CapturedQuote[]): readonly CapturedQuote[] {
  return changes.filter((change) => change.market === market || change.market === `${market}_lay`);
}

/** The consensus of what is on offer, without the books that are stale at the moment; `choose` is of the same market. */
export function consensusAt(
  { market, exchanges, method }: Omit<MarketRequest, 'changes' | 'looks'>,
  state: MarketState,
  atMs: number,
  choose: BookChooser = createBookChooser(market, exchanges),
): Consensus | NoConsensus {
  const stale = new Set(state.staleAt(atMs).map(({ book }) => book));
  const agreed = consensusAmong(choose(state.byBook(), stale), market, method);
  const detail = 'was not in the newest look at the market';
  const gone = state.goneBooks().map((book) => ({ book, reason: 'gone' as const, detail }));
  return gone.length === 0 ? agreed : { ...agreed, leftOut: [...agreed.leftOut, ...gone] };
}

/** A moment at which a price of the market changed, came back or went, and the consensus from then on, or why there is none. */
export type ConsensusMoment = { atMs: number; consensus: Consensus | NoConsensus };

/** The moments of a market in order. */
export function* consensusMoments(request: MarketRequest): Generator<ConsensusMoment> {
  const state = createMarketState(request.market);
  const choose = createBookChooser(request.market, request.exchanges);
  for (const step of marketSteps(changesOfMarket(request.market, request.changes), request.looks)) {
    applyStep(state, step);
    yield { atMs: step.atMs, consensus: consensusAt(request, state, step.atMs, choose) };
  }
}
