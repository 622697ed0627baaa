/** The part of a full Kelly stake that is taken where nothing else is said: full Kelly forgives no wrong probability. */
export const DEFAULT_KELLY_PART = 0.25;

/**
 * The share of a bankroll to stake by Kelly's rule, (p o - 1) / (o - 1), times `part` (0 to 1); 0 where the price is
 * not worth it. `probability` is the fair chance of a win, `price` decimal.
 */
export function kellyFraction(probability: number, price: number, part: number = DEFAULT_KELLY_PART): number {
  return part * Math.max(0, (probability * price - 1) / (price - 1));
}

/** Stakes that are placed at the same time, scaled down so that they are `cap` (a share of the bankroll) at most. */
export function scaleToCap(fractions: readonly number[], cap: number): readonly number[] {
  const total = fractions.reduce((sum, fraction) => sum + fraction, 0);
  return total <= cap ? fractions : fractions.map((fraction) => (fraction * cap) / total);
}
