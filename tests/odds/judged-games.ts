import type { OddsSide } from '../../src/domain/odds.ts';

/** What a market said of a game, and how the game ended. */
export type JudgedGame = {
  /** Fair probabilities of the moneyline at the close, by outcome; null where there was none. */
  fair: Readonly<Partial<Record<OddsSide, number>>> | null;
  /** Handicap of the home team, at the opening and at the close. */
  openSpread: number | null;
  closeSpread: number | null;
  openTotal: number | null;
  closeTotal: number | null;
  homeScore: number;
  awayScore: number;
};

/** How good lines of one kind were. */
export type LineEfficiency = {
  /** Games with a close. */
  games: number;
  /** Points from the close to the result, in the mean; null without games. */
  meanAbsoluteError: number | null;
  /** The same of openings, over games that have both. */
  openMeanAbsoluteError: number | null;
  /** Games in which opening and close differ in their distance to the result, and the share in which the close is nearer. */
  compared: number;
  closeNearer: number | null;
};

export type MarketEfficiency = {
  moneyline: {
    /** Games with fair probabilities of the outcome that happened. */
    games: number;
    /** Mean of -ln p(outcome). */
    logLoss: number | null;
    /** Mean of half the squared differences over the outcomes: (p - y)² where there are two. */
    brier: number | null;
    /** Level games of a market without a draw: in neither figure. */
    undecided: number;
  };
  spread: LineEfficiency;
  total: LineEfficiency;
};

/** A probability that is clipped here, so that one certainty that failed does not decide over all (section 2.7). */
const LEAST_PROBABILITY = 1e-6;

/** How near closing lines came to results, and whether they were nearer than the openings. */
export function marketEfficiency(games: readonly JudgedGame[]): MarketEfficiency {
  return {
    moneyline: moneylineOf(games),
    spread: lineOf(
      games.map(({ openSpread, closeSpread, homeScore, awayScore }) => ({
        open: openSpread,
        close: closeSpread,
        // A handicap is what has to be added to home for the game to be level.
        result: awayScore - homeScore,
      })),
    ),
    total: lineOf(
      games.map(({ openTotal, closeTotal, homeScore, awayScore }) => ({
        open: openTotal,
        close: closeTotal,
        result: homeScore + awayScore,
      })),
    ),
  };
}

function moneylineOf(games: readonly JudgedGame[]): MarketEfficiency['moneyline'] {
  const scores: { logLoss: number; brier: number }[] = [];
  let undecided = 0;
  for (const { fair, homeScore, awayScore } of games) {
    if (fair === null) continue;
    const result = homeScore === awayScore ? 'draw' : homeScore > awayScore ? 'home' : 'away';
    const chance = fair[result];
    if (chance === undefined) {
      undecided += 1;
      continue;
    }
    const squares = Object.entries(fair).map(([side, p]) => (p - (side === result ? 1 : 0)) ** 2);
    scores.push({
      logLoss: -Math.log(Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, chance))),
      brier: squares.reduce((sum, square) => sum + square, 0) / 2,
    });
  }
  return {
    games: scores.length,
    logLoss: mean(scores.map(({ logLoss }) => logLoss)),
    brier: mean(scores.map(({ brier }) => brier)),
    undecided,
  };
}

type Line = { open: number | null; close: number | null; result: number };

function lineOf(lines: readonly Line[]): LineEfficiency {
  const closed = lines.flatMap(({ open, close, result }) =>
    close === null
      ? []
      : [{ close: Math.abs(close - result), open: open === null ? null : Math.abs(open - result) }],
  );
  const both = closed.flatMap(({ open, close }) => (open === null ? [] : [{ open, close }]));
  const different = both.filter(({ open, close }) => open !== close);
  return {
    games: closed.length,
    meanAbsoluteError: mean(closed.map(({ close }) => close)),
    openMeanAbsoluteError: mean(both.map(({ open }) => open)),
    compared: different.length,
    closeNearer: mean(different.map(({ open, close }) => (close < open ? 1 : 0))),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
