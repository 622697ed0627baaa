import type { OddsSide } from '../../domain/odds.ts';
import type { OutcomeRow } from './schema.ts';

/** The two teams as the event spells them. */
type Teams = { home: string; away: string };

/** Which outcome a price is for, whom it is about, and its line; or what is wrong. */
export type PlacedOutcome =
  | { side: OddsSide; subject: string | null; point: number | null }
  | { problem: string };

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

/**
 * Places an outcome by its name, which is a team's, in any order. The line of a spread becomes the handicap of the home
 * team on both sides' rows: what stands beside the away team is turned round.
 */
export function placeOutcome(market: string, outcome: OutcomeRow, teams: Teams): PlacedOutcome {
  const side = sideOf(outcome.name, teams);
  if (side === undefined) return { problem: `nobody knows the outcome ${JSON.stringify(outcome.name)}` };
  const subject = outcome.description?.trim() || null;
  const line = outcome.point ?? null;
  if (WITHOUT_LINE.test(market)) return { side, subject, point: null };
  const isOfTeam = side === 'home' || side === 'away';
  if (SPREADS.test(market) && !isOfTeam) return { problem: `${outcome.name} is no side of a spread` };
  if (TOTALS.test(market) && side !== 'over' && side !== 'under')
    return { problem: `${outcome.name} is no side of a total` };
  const needsLine = SPREADS.test(market) || TOTALS.test(market) || side === 'over' || side === 'under';
  if (needsLine && line === null) return { problem: 'the line is missing' };
  return { side, subject, point: side === 'away' && line !== null ? turned(line) : line };
}

function sideOf(name: string, { home, away }: Teams): OddsSide | undefined {
  const plain = plainName(name);
  if (plain === plainName(home)) return 'home';
  if (plain === plainName(away)) return 'away';
  return NAMED_SIDES[plain];
}

/** Names are compared without case and spaces around them. */
export function plainName(name: string): string {
  return name.trim().toLowerCase().normalize('NFC');
}

/** Not -0. */
function turned(line: number): number {
  return line === 0 ? 0 : -line;
}
