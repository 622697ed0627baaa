import type { BetResult } from '../../domain/bet-result.ts';
import type { OddsSide } from '../../domain/odds.ts';

/** Markets that the final score alone settles. `h2h_3_way` has the draw as an outcome of its own. */
export const SETTLED_MARKETS = ['h2h', 'h2h_3_way', 'spreads', 'totals'] as const;
export type SettledMarket = (typeof SETTLED_MARKETS)[number];

export type Bet = {
  market: SettledMarket;
  pick: OddsSide;
  /** The handicap of the home team, whichever side is picked; of totals the number; null exactly for h2h. */
  point: number | null;
  /** Decimal. */
  price: number;
};

/**
 * The score by which the market is settled: with overtime in American sports, after 90 minutes in football. Null where
 * the game was not played or was awarded, which makes every bet void.
 */
export type FinalScore = { home: number; away: number } | null;

export type Settlement = {
  ok: true;
  result: BetResult;
  /** Profit for each unit staked: price - 1 for a win, half of that, 0, -0.5 or -1. */
  returnPerUnit: number;
};

/** Why a bet cannot be settled: which field, and what to write instead. */
export type Unsettled = {
  ok: false;
  field: 'pick' | 'point' | 'price' | 'score';
  problem: string;
  remedy: string;
};

/** What may be picked in each market. */
export const PICKS: Readonly<Record<SettledMarket, readonly OddsSide[]>> = {
  h2h: ['home', 'away', 'draw'],
  h2h_3_way: ['home', 'away', 'draw'],
  spreads: ['home', 'away'],
  totals: ['over', 'under'],
};

/**
 * How a moneyline is settled by the outcomes that are on offer: with a draw among them it is one with three outcomes,
 * as feeds have football under `h2h` as well, and a level score then returns no stake.
 */
export function settledAs(market: SettledMarket, sides: readonly OddsSide[]): SettledMarket {
  return market === 'h2h' && sides.includes('draw') ? 'h2h_3_way' : market;
}

/**
 * Settles a bet. A level score is a push for a team picked in `h2h`, which then has two outcomes, and a loss in
 * `h2h_3_way`. Quarter lines (x.25, x.75) are two half stakes at the neighbouring half lines.
 */
export function settle(bet: Bet, score: FinalScore): Settlement | Unsettled {
  const flaw = flawOf(bet, score);
  if (flaw !== null) return { ok: false, ...flaw };
  const result = score === null ? 'void' : resultOf(bet, score);
  return { ok: true, result, returnPerUnit: RETURNS[result](bet.price) };
}

/** How an outcome ends at a line whose price nobody told; undefined where `settle` would refuse the bet. */
export function settleLine(line: Omit<Bet, 'price'>, score: FinalScore): BetResult | undefined {
  const settled = settle({ ...line, price: 2 }, score);
  return settled.ok ? settled.result : undefined;
}

/** The lines of the two half stakes of a quarter line; a whole or half line is both itself. */
function halfStakeLines(point: number): readonly [number, number] {
  return isQuarter(point) ? [point - 0.25, point + 0.25] : [point, point];
}

const RETURNS: Readonly<Record<BetResult, (price: number) => number>> = {
  win: (price) => price - 1,
  half_win: (price) => (price - 1) / 2,
  push: () => 0,
  half_loss: () => -0.5,
  loss: () => -1,
  void: () => 0,
};

/** By how much the picked side is ahead of its line: above 0 it wins, at 0 the stake comes back. */
function resultOf({ market, pick, point }: Bet, { home, away }: { home: number; away: number }): BetResult {
  const margin = home - away;
  if (market === 'h2h' || market === 'h2h_3_way') {
    if (pick === 'draw') return margin === 0 ? 'win' : 'loss';
    if (margin === 0) return market === 'h2h' ? 'push' : 'loss';
    return ahead(pick === 'home' ? margin : -margin);
  }
  const [first, second] = halfStakeLines(point ?? 0).map((line) => {
    const over = market === 'spreads' ? margin + line : home + away - line;
    return ahead(pick === 'home' || pick === 'over' ? over : -over);
  }) as [BetResult, BetResult];
  if (first === second) return first;
  return first === 'win' || second === 'win' ? 'half_win' : 'half_loss';
}

function ahead(by: number): BetResult {
  if (by === 0) return 'push';
  return by > 0 ? 'win' : 'loss';
}

function isQuarter(point: number): boolean {
  return !Number.isInteger(point * 2);
}

function flawOf({ market, pick, point, price }: Bet, score: FinalScore): Omit<Unsettled, 'ok'> | null {
  if (!PICKS[market].includes(pick))
    return {
      field: 'pick',
      problem: `${pick} is no outcome of ${market}`,
      remedy: `Pick one of ${PICKS[market].join(', ')}.`,
    };
  if (!(price > 1 && Number.isFinite(price)))
    return {
      field: 'price',
      problem: `${price} is no decimal price`,
      remedy: 'A decimal price is above 1.0.',
    };
  if (score !== null && ![score.home, score.away].every((points) => Number.isInteger(points) && points >= 0))
    return {
      field: 'score',
      problem: `${score.home}-${score.away} is no final score`,
      remedy: 'Both sides have a whole number of points, 0 or more.',
    };
  return flawOfPoint(market, point);
}

function flawOfPoint(market: SettledMarket, point: number | null): Omit<Unsettled, 'ok'> | null {
  if (market === 'h2h' || market === 'h2h_3_way')
    return point === null
      ? null
      : {
          field: 'point',
          problem: `${market} has no line, and ${point} was given`,
          remedy: 'Leave the point out, or settle spreads.',
        };
  const lines = market === 'spreads' ? 'the handicap of the home team' : 'the number of points or goals';
  if (point === null)
    return { field: 'point', problem: `${market} needs a line`, remedy: `Give ${lines} as the point.` };
  if (!Number.isInteger(point * 4) || (market === 'totals' && point < 0))
    return {
      field: 'point',
      problem: `${point} is no line of ${market}`,
      remedy: `Give ${lines} in whole, half or quarter steps${market === 'totals' ? ', 0 or more' : ''}.`,
    };
  return null;
}
