/**
 * A cursor of box scores is the game after which the next are handed out, in ten digits: versions that kept the season
 * here, in four, are told apart.
 */
const GAME_CURSOR = /^\d{10}$/;

/** The cursor after a game; after 0, before the first. */
export function gameCursor(gameId: number): string {
  return String(gameId).padStart(10, '0');
}

/** The game of a cursor; 0 at the beginning of a unit. */
export function gameOfCursor(cursor: string | null): number {
  return cursor !== null && GAME_CURSOR.test(cursor) ? Number(cursor) : 0;
}
