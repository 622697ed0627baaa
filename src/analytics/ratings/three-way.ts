import type { ThreeWayRules } from '../../sports/rating-rules.ts';
import { POINTS_OF_TEN_TO_ONE } from './elo.ts';

export type ThreeWay = { home: number; draw: number; away: number };

/** How likely each end of a match is by the lead of the home side, its advantage in it. */
export function threeWayOf({ slope, home, away }: ThreeWayRules, lead: number): ThreeWay {
  const x = lead / POINTS_OF_TEN_TO_ONE;
  const wins = logistic(slope * x + home);
  const loses = logistic(-slope * x + away);
  return { home: wins, draw: 1 - wins - loses, away: loses };
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
