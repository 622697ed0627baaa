import type { OddsSide } from './odds.ts';

/** The two teams as the event spells them. */
export type SpelledTeams = { home: string; away: string };

const NAMED_SIDES: Readonly<Record<string, OddsSide>> = {
  draw: 'draw',
  tie: 'draw',
  over: 'over',
  under: 'under',
  yes: 'yes',
  no: 'no',
};

/** Markets that have a line, and of which kind; with `alternate_` before or a period after. */
const SPREADS = /(^|_)spreads(_|$)/;
const TOTALS = /(^|_)totals(_|$)/;
/** Markets of the game that have no line, whatever stands beside the price. */
const WITHOUT_LINE = /^(h2h|btts|draw_no_bet|double_chance|outrights)(_|$)/;

/** Which outcome a name is: a team of the event, or a word; undefined where nobody knows it. */
export function sideOfOutcome(name: string, { home, away }: SpelledTeams): OddsSide | undefined {
  const plain = plainName(name);
  if (plain === plainName(home)) return 'home';
  if (plain === plainName(away)) return 'away';
  return NAMED_SIDES[plain];
}

/** Names are compared without case and spaces around them. */
export function plainName(name: string): string {
  return name.trim().toLowerCase().normalize('NFC');
}

/** What keeps an outcome from its place: a side that the market has not, or a line that it lacks. */
export type Misplaced = 'no_side_of_spread' | 'no_side_of_total' | 'no_line';

/**
 * The line in our convention: what stands beside a team is its handicap, and becomes that of the home team on both
 * sides' rows.
 */
export function pointOfOutcome(
  market: string,
  side: OddsSide,
  line: number | null,
): { point: number | null } | { misplaced: Misplaced } {
  if (WITHOUT_LINE.test(market)) return { point: null };
  const isOfTeam = side === 'home' || side === 'away';
  const isOfTotal = side === 'over' || side === 'under';
  if (SPREADS.test(market) && !isOfTeam) return { misplaced: 'no_side_of_spread' };
  if (TOTALS.test(market) && !isOfTotal) return { misplaced: 'no_side_of_total' };
  if (line === null) return SPREADS.test(market) || isOfTotal ? { misplaced: 'no_line' } : { point: null };
  // Not -0.
  return { point: side === 'away' && line !== 0 ? -line : line };
}
