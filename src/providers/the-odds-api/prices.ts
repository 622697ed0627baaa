import type { PriceFormat } from '../../domain/odds-price.ts';

/** How an answer writes prices. */
export type OddsFormat = Extract<PriceFormat, 'american' | 'decimal'>;

const EVENS = 100;

/**
 * The format of a body whose question is not known: American where a price is negative, or where all of them are 100
 * and more, which decimal prices of a whole body never are.
 */
export function formatOfPrices(prices: readonly number[]): OddsFormat {
  const areAmerican = prices.some((price) => price < 0) || prices.every((price) => price >= EVENS);
  return prices.length > 0 && areAmerican ? 'american' : 'decimal';
}
