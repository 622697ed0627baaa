import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { games } from '../db/schema/games.ts';

/** What of a game an import may change. */
const CHANGEABLE = [
  games.gameDate,
  games.gameTime,
  games.gameDatetime,
  games.slateDate,
  games.timeConfirmed,
  games.status,
  games.homeScore,
  games.awayScore,
  games.week,
  games.round,
  games.gameType,
  games.venueName,
  games.venueId,
  games.externalGameId,
  games.externalSource,
  games.importId,
  games.homeTeamId,
  games.awayTeamId,
] as const;

/** The game of `games` as it was before: what taking the import back restores. */
export const GAME_BEFORE = sql`jsonb_build_object(${sql.join(
  CHANGEABLE.map((column) => sql`${keyOf(column)}, ${column}`),
  sql`, `,
)})`;

/** The name of a column as a text of SQL: its key in what a game was before. */
export function keyOf(column: AnyPgColumn): SQL {
  return sql.raw(`'${column.name}'`);
}
