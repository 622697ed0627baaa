import type { BetResult } from '../../domain/bet-result.ts';
import type { JUDGED_MOMENTS } from '../../domain/judged-markets.ts';
import type { OddsSide } from '../../domain/odds.ts';
import { type FinalScore, type SettledMarket, settle, settleLine, settledAs } from '../maths/settle.ts';
import { type EndedGame, settlingScore } from './settling-score.ts';

/** An outcome of a market of a game at a moment, as a book or the consensus of books has it. */
export type KeptLine = {
  market: SettledMarket;
  moment: (typeof JUDGED_MOMENTS)[number];
  /** A bookmaker by its key, or `consensus`. */
  book: string;
  source: string;
  side: OddsSide;
  point: number | null;
  price: number | null;
  fairProbability: number | null;
  isStale: boolean;
};

export type SettledOutcome = KeptLine & {
  result: BetResult;
  /** By how many points the outcome was ahead of its line; null of a draw and of void bets. */
  lead: number | null;
  /** For each unit staked; null without a price. */
  profit: number | null;
};

/**
 * How a bet on each line of a game ended. Lines of a game that has not ended, and those that no bet can be on (a line
 * between the quarters), are left out. A moneyline with a draw among its outcomes is `h2h_3_way`, and is left out where
 * the book has such a market beside it.
 */
export function settleGame(game: EndedGame, lines: readonly KeptLine[]): SettledOutcome[] {
  const markets = Map.groupBy(lines, ({ market, moment, book, source }) =>
    [market, moment, book, source].join(' '),
  );
  return [...markets.values()].flatMap((outcomes) => {
    const [first] = outcomes;
    if (first === undefined) return [];
    const { moment, book, source } = first;
    const sides = outcomes.map(({ side }) => side);
    const market = settledAs(first.market, sides);
    if (market !== first.market && markets.has([market, moment, book, source].join(' '))) return [];
    const score = settlingScore(game, market);
    return score === undefined ? [] : outcomes.flatMap((line) => settleOutcome({ ...line, market }, score));
  });
}

function settleOutcome(line: KeptLine, score: FinalScore): SettledOutcome[] {
  const { market, side: pick, point, price } = line;
  const bet = { market, pick, point };
  const result = settleLine(bet, score);
  if (result === undefined) return [];
  const priced = price === null ? undefined : settle({ ...bet, price }, score);
  const profit = priced?.ok === true ? Number(priced.returnPerUnit.toFixed(4)) : null;
  return [{ ...line, result, lead: leadOf(line, score), profit }];
}

function leadOf({ side, market, point }: KeptLine, score: FinalScore): number | null {
  if (score === null || side === 'draw') return null;
  const { home, away } = score;
  const ahead = market === 'totals' ? home + away - (point ?? 0) : home - away + (point ?? 0);
  return side === 'home' || side === 'over' ? ahead : -ahead + 0;
}
