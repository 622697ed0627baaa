import type { OddsSide } from '../../domain/odds.ts';

/**
 * What a price was worth by the closing line: price taken times the fair closing probability of its outcome, less the
 * stake. 0.05 is five per cent better than fair. Only for a bet on the line that closed: see `lineClosingValue`.
 */
export function priceClosingValue(takenPrice: number, fairClosingProbability: number): number {
  return takenPrice * fairClosingProbability - 1;
}

/**
 * By how many points a line that was taken is better than the closing one, positive in favour of who picked. Lines of
 * spreads are handicaps of the home team, whichever side is picked. Null for outcomes without a line.
 */
export function lineClosingValue(pick: OddsSide, takenPoint: number, closingPoint: number): number | null {
  // A home team that gives fewer points, and an under with a higher number, are the better bets.
  if (pick === 'home' || pick === 'under') return takenPoint - closingPoint;
  if (pick === 'away' || pick === 'over') return closingPoint - takenPoint;
  return null;
}
