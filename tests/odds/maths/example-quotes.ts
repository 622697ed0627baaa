import type { CapturedQuote, OddsSide } from '../../../src/domain/odds.ts';

export const MINUTE_MS = 60_000;

/** A start on an ordinary Sunday; moments of examples are minutes before it. */
export const START_MS = Date.parse('2025-10-05T17:00:00Z');

/** A quote of one outcome, captured some minutes before the start. */
export function quote(
  book: string,
  market: string,
  side: OddsSide,
  price: number,
  {
    point = null,
    before = 60,
    confirmed = null,
  }: { point?: number | null; before?: number; confirmed?: number | null } = {},
): CapturedQuote {
  return {
    book,
    market,
    side,
    subject: null,
    price,
    point,
    capturedAtMs: START_MS - before * MINUTE_MS,
    updatedAtMs: confirmed === null ? null : START_MS - confirmed * MINUTE_MS,
  };
}

/** Both sides of a spread of a book, with home's price first. */
export function spread(
  book: string,
  point: number,
  prices: readonly [number, number] = [1.91, 1.91],
  before = 60,
) {
  return [
    quote(book, 'spreads', 'home', prices[0], { point, before }),
    quote(book, 'spreads', 'away', prices[1], { point, before }),
  ];
}

/** Both prices of a moneyline of a book. */
export function moneyline(book: string, home: number, away: number, before = 60) {
  return [quote(book, 'h2h', 'home', home, { before }), quote(book, 'h2h', 'away', away, { before })];
}
