import { sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { nbaPlayerGameStats } from '../../db/schema/nba-lines.ts';
import { createGapFinder } from '../find-gaps.ts';
import { NBA_PLAYER_LINES, NBA_TEAM_LINES } from './columns.ts';

const LINE = alias(nbaPlayerGameStats, 'line');

/**
 * An NBA game is whole when each side's players have exactly its points (2,346 of 2,346 recorded team games of
 * 2023-24). Five play at a time; the shortest recorded list has eight who played.
 */
export const findNbaGaps = createGapFinder({
  players: NBA_PLAYER_LINES,
  teams: NBA_TEAM_LINES,
  rule: { unit: 'points', minimumPlayers: 5, maxUncredited: 0, mayCreditNobody: false },
  credited: sql`${LINE.points}`,
});
