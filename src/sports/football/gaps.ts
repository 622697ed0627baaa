import { sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { footballPlayerGameStats } from '../../db/schema/football-lines.ts';
import { createGapFinder } from '../find-gaps.ts';
import { FOOTBALL_PLAYER_LINES, FOOTBALL_TEAM_LINES } from './columns.ts';

const LINE = alias(footballPlayerGameStats, 'line');

/**
 * A football match is whole when seven or more of each side have a line (with fewer it does not begin: Laws of the
 * Game, 3) and no side's players have more goals than its score. Own goals of the other side are in no line; where the
 * events of a match are at hand, they are counted when it is read (`checks.ts`), and elsewhere two are allowed for. The
 * provider may mark nobody's goals in competitions without events.
 */
export const findFootballGaps = createGapFinder({
  players: FOOTBALL_PLAYER_LINES,
  teams: FOOTBALL_TEAM_LINES,
  rule: { unit: 'goals', minimumPlayers: 7, maxUncredited: 2, mayCreditNobody: true },
  credited: sql`${LINE.goals}`,
});
