import { footballPlayerGameStats } from '../../db/schema/football-lines.ts';
import { nbaPlayerGameStats } from '../../db/schema/nba-lines.ts';
import { nflPlayerGameStats } from '../../db/schema/nfl-lines.ts';
import type { Sport } from '../../domain/sport.ts';

/** Where the game lines of a sport's players are. */
export const PLAYER_LINE_TABLES = {
  NBA: nbaPlayerGameStats,
  NFL: nflPlayerGameStats,
  FOOTBALL: footballPlayerGameStats,
} as const satisfies Record<Sport, unknown>;
