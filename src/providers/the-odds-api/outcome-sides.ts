import type { OddsSide } from '../../domain/odds.ts';
import {
  type Misplaced,
  type SpelledTeams,
  pointOfOutcome,
  sideOfOutcome,
} from '../../domain/outcome-sides.ts';
import type { OutcomeRow } from './schema.ts';

/** Which outcome a price is for, whom it is about, and its line; or what is wrong. */
export type PlacedOutcome =
  | { side: OddsSide; subject: string | null; point: number | null }
  | { problem: string };

/** Places an outcome by its name, which is a team's, in any order. */
export function placeOutcome(market: string, outcome: OutcomeRow, teams: SpelledTeams): PlacedOutcome {
  const side = sideOfOutcome(outcome.name, teams);
  if (side === undefined) return { problem: `nobody knows the outcome ${JSON.stringify(outcome.name)}` };
  const placed = pointOfOutcome(market, side, outcome.point ?? null);
  if ('misplaced' in placed) return { problem: problemOf(placed.misplaced, outcome.name) };
  return { side, subject: outcome.description?.trim() || null, point: placed.point };
}

function problemOf(misplaced: Misplaced, name: string): string {
  if (misplaced === 'no_line') return 'the line is missing';
  return `${name} is no side of a ${misplaced === 'no_side_of_spread' ? 'spread' : 'total'}`;
}
