import { type PriceFormat, americanText } from '../../domain/odds-price.ts';

/** How a viewer wants prices. */
export type ShownPrices = Extract<PriceFormat, 'decimal' | 'american'>;

const MARKETS: Readonly<Record<string, string>> = {
  h2h: 'Moneyline',
  h2h_3_way: 'Moneyline with draw',
  spreads: 'Spread',
  totals: 'Total',
};

/** `Spread`; the key itself of a market that has no word. */
export function marketWords(market: string): string {
  return MARKETS[market] ?? market.replaceAll('_', ' ');
}

/** `1.91`, `-110`; near certainty with a third digit, `1.005`. */
export function shownPrice(price: number, prices: ShownPrices): string {
  return prices === 'american' ? americanText(price) : price.toFixed(price < 1.1 ? 3 : 2);
}

/** A handicap with its sign, as the outcome's own: the visitors have the opposite of the home team's. */
export function handicapWords(point: number, side: string): string {
  const own = side === 'away' ? -point : point;
  return own > 0 ? `+${own}` : own === 0 ? 'pick' : String(own);
}

/** The line of an outcome: `-3.5` of a spread, `44.5` of a total, nothing where there is none. */
export function lineWords(market: string, side: string, point: number | null): string {
  if (point === null) return '';
  return market.includes('spreads') ? handicapWords(point, side) : String(point);
}

/** `4.5 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `12 min`, `3 h`, `5 days`. */
export function ageWords(minutes: number): string {
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`;
  return `${Math.round(minutes / 1_440)} days`;
}
