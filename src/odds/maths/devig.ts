import { bisect } from './bisect.ts';

/** How the margin of a bookmaker is taken out of prices. */
export const DEVIG_METHODS = ['multiplicative', 'additive', 'power', 'odds-ratio', 'shin'] as const;
export type DevigMethod = (typeof DEVIG_METHODS)[number];

/**
 * Of the five the best by log loss on closing prices of the Premier League and of 19,807 NBA moneylines, and second to
 * Shin's by 0.0001 in the NFL (reference page data-platform, section 2.5).
 */
export const DEFAULT_DEVIG_METHOD: DevigMethod = 'multiplicative';

/** What a set of prices, one for each outcome of a market, comes to. */
export type Margin = {
  /** Sum of the implied probabilities: 1.05 where the book takes five per cent more than is fair. */
  overround: number;
  /** Share of all stakes that the book keeps when they are spread as its prices say; below 0 where it pays to back all. */
  hold: number;
};

export type FairProbabilities = Margin & {
  ok: true;
  method: DevigMethod;
  /** In the order of the prices; they sum to 1. */
  probabilities: readonly number[];
  /** What was solved for: the exponent of power, the odds ratio, Shin's share of insiders. Null where nothing was. */
  parameter: number | null;
};

/** Why there are no fair probabilities, and what to do about it. */
export type NoFairProbabilities = { ok: false; problem: string; remedy: string };

type Solved = { probabilities: readonly number[]; parameter: number | null };

/** Overround and hold of decimal prices, one for each outcome of a market. */
export function marginOf(prices: readonly number[]): Margin {
  const overround = sum(prices.map((price) => 1 / price));
  return { overround, hold: 1 - 1 / overround };
}

/**
 * Fair probabilities of decimal prices, one for each outcome of a market, two at least. The additive method can leave a
 * long shot with less than nothing, and Shin's model knows no book that pays out more than it takes: both are refused
 * with the reason, and no number is made up.
 */
export function fairProbabilities(
  prices: readonly number[],
  method: DevigMethod,
): FairProbabilities | NoFairProbabilities {
  if (prices.length < 2)
    return {
      ok: false,
      problem: `${prices.length} price does not make a market`,
      remedy: 'Give a price for each outcome that can happen: two or three in most markets.',
    };
  const bad = prices.find((price) => !(price > 1 && Number.isFinite(price)));
  if (bad !== undefined)
    return { ok: false, problem: `${bad} is no decimal price`, remedy: 'A decimal price is above 1.0.' };
  const margin = marginOf(prices);
  const implied = prices.map((price) => 1 / price);
  const solved = SOLVERS[method](implied, margin.overround);
  return 'problem' in solved ? { ok: false, ...solved } : { ok: true, method, ...margin, ...solved };
}

type Solver = (implied: readonly number[], overround: number) => Solved | Omit<NoFairProbabilities, 'ok'>;

const SOLVERS: Readonly<Record<DevigMethod, Solver>> = {
  multiplicative: (implied, overround) => ({
    probabilities: implied.map((q) => q / overround),
    parameter: null,
  }),
  additive(implied, overround) {
    const share = (overround - 1) / implied.length;
    const probabilities = implied.map((q) => q - share);
    const worst = probabilities.findIndex((p) => p <= 0 || p >= 1);
    return worst < 0
      ? { probabilities, parameter: null }
      : {
          problem: `the additive method leaves outcome ${worst + 1} with a probability of ${probabilities[worst]?.toFixed(4)}`,
          remedy:
            'Use another method: multiplicative, power, odds-ratio or shin keep every outcome possible.',
        };
  },
  power(implied) {
    const powers = (k: number) => implied.map((q) => q ** k);
    const k = bisect((exponent) => sum(powers(exponent)) - 1);
    return { probabilities: normalised(powers(k)), parameter: k };
  },
  'odds-ratio'(implied) {
    const shrunk = (c: number) => implied.map((q) => q / (c + q - c * q));
    const c = bisect((ratio) => sum(shrunk(ratio)) - 1);
    return { probabilities: normalised(shrunk(c)), parameter: c };
  },
  shin(implied, overround) {
    if (overround < 1)
      return {
        problem: `Shin's model takes out a margin, and these prices add up to ${(100 * overround).toFixed(2)} %`,
        remedy: 'Use multiplicative, power or odds-ratio, or correct the price that is too high.',
      };
    const shares = implied.map((q) => (q * q) / overround);
    const z = bisect((insiders) => sum(shares.map((share) => byShin(share, insiders))) - 1, 1);
    return { probabilities: normalised(shares.map((share) => byShin(share, z))), parameter: z };
  },
};

/**
 * (sqrt(z² + 4(1-z) q²/B) - z) / (2(1-z)), written so that z = 1 is no division by nothing. It falls as z rises, from
 * a sum of sqrt(B) to one below 1, so that there is exactly one z for any number of outcomes; with two outcomes it is
 * (B-1)(D²-B)/(B(D²-1)), D = q1-q2.
 */
function byShin(share: number, z: number): number {
  return (2 * share) / (Math.sqrt(z * z + 4 * (1 - z) * share) + z);
}

/** Takes away what is left of the rounding of a root. */
function normalised(values: readonly number[]): readonly number[] {
  const total = sum(values);
  return values.map((value) => value / total);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
