import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { CursorError, type Page, decodeCursor, encodeCursor } from '../../db/cursor.ts';
import { games } from '../../db/schema/games.ts';

const SEPARATOR = '\n';

/** Cuts the row that was read beyond the page's end, and names the last one kept by its game and the rest of its key. */
export function pageOfDifferences<Row extends { game_id: number }>(
  rows: readonly Row[],
  { order, limit, keyOf }: { order: string; limit: number; keyOf: (row: Row) => readonly string[] },
): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items,
    next_cursor: hasMore ? encodeCursor(order, { key: keyOf(last).join(SEPARATOR), id: last.game_id }) : null,
  };
}

/**
 * Condition for what follows a cursor in a list that has the newest games first and sorts a game's rows by `columns`.
 * Throws CursorError for a cursor of another list.
 */
export function afterDifference(
  order: string,
  cursor: string | undefined,
  { gameId, columns }: { gameId: PgColumn; columns: readonly (PgColumn | SQL)[] },
): SQL | undefined {
  if (cursor === undefined) return undefined;
  const { key, id } = decodeCursor(order, cursor, 'words');
  const words = key.split(SEPARATOR);
  if (words.length !== columns.length) throw new CursorError();
  const at = sql`(select ${games.gameDatetime} from ${games} where ${games.id} = ${id})`;
  const list = (parts: readonly unknown[]): SQL =>
    sql.join(
      parts.map((part) => sql`${part}`),
      sql`, `,
    );
  return sql`(${games.gameDatetime} < ${at}
    or (${games.gameDatetime} = ${at} and (${gameId}, ${list(columns)}) > (${id}, ${list(words)})))`;
}
