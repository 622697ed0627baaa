import type { CapturedQuote, OddsSide } from '../../domain/odds.ts';
import { type BookChooser, type ChosenBooks, createBookChooser } from './consensus-books.ts';
import { type Consensus, type NoConsensus, consensusAmong, middlePrice } from './consensus.ts';
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
  const lay = `${market}_lay`;
  return changes.filter((change) => change.market === market || change.market === lay);
}

/** The consensus of what is on offer, without the books that are stale at the moment; `choose` is of the same market. */
export function consensusAt(
  { market, exchanges, method }: Omit<MarketRequest, 'changes' | 'looks'>,
  state: MarketState,
  atMs: number,
  choose: BookChooser = createBookChooser(market, exchanges),
): Consensus | NoConsensus {
  const agreed = consensusAmong(chosenAt(state, atMs, choose), market, method);
  const detail = 'was not in the newest look at the market';
  const gone = state.goneBooks().map((book) => ({ book, reason: 'gone' as const, detail }));
  return gone.length === 0 ? agreed : { ...agreed, leftOut: [...agreed.leftOut, ...gone] };
}

/** The books that count at a moment, without those that are stale. */
function chosenAt(state: MarketState, atMs: number, choose: BookChooser): ChosenBooks {
  const stale = state.staleAt(atMs);
  return choose(state.byBook(), stale.length === 0 ? NONE : new Set(stale.map(({ book }) => book)));
}

const NONE: ReadonlySet<string> = new Set();

/** A moment at which a price of the market changed, came back or went, and the consensus from then on, or why there is none. */
export type ConsensusMoment = { atMs: number; consensus: Consensus | NoConsensus };

/** A moment with the price of the consensus for one outcome and its line. */
type PriceMoment = { atMs: number; middle: { price: number; point: number | null } | undefined };

/** The moments of a market in order. */
export function* consensusMoments(request: MarketRequest): Generator<ConsensusMoment> {
  const choose = createBookChooser(request.market, request.exchanges);
  for (const { atMs, state } of statesOf(request))
    yield { atMs, consensus: consensusAt(request, state, atMs, choose) };
}

/** The same moments with the price of the consensus for one outcome, or the first; without one where there is none. */
export function* middlePrices(request: MarketRequest, side?: OddsSide): Generator<PriceMoment> {
  const choose = createBookChooser(request.market, request.exchanges);
  const { market, method } = request;
  for (const { atMs, state } of statesOf(request))
    yield { atMs, middle: middlePrice(chosenAt(state, atMs, choose), { market, side, method }) };
}

/** What stands after each step of a market; the state is one that goes on. */
function* statesOf({
  market,
  changes,
  looks,
}: MarketRequest): Generator<{ atMs: number; state: MarketState }> {
  const state = createMarketState(market);
  for (const step of marketSteps(changesOfMarket(market, changes), looks)) {
    applyStep(state, step);
    yield { atMs: step.atMs, state };
  }
}
