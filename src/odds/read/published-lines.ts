import { and, asc, inArray, isNull } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { publishedLines } from '../../db/schema/published-lines.ts';

/** Published lines of games that nobody doubts, by game; for closes, so that team totals and the like are left out. */
export async function readUndoubted(db: Executor, gameIds: readonly number[]) {
  if (gameIds.length === 0) return new Map<number, never[]>();
  const { gameId, source, book, maker, market, side, moment, point, price } = publishedLines;
  const rows = await db
    .select({ gameId, source, book, maker, market, side, moment, point, price })
    .from(publishedLines)
    .where(
      and(
        inArray(gameId, [...gameIds]),
        isNull(publishedLines.doubt),
        isNull(publishedLines.subject),
        inArray(moment, ['opening', 'closing']),
      ),
    )
    .orderBy(asc(gameId), asc(source), asc(market), asc(book), asc(side));
  return Map.groupBy(rows, (row) => row.gameId);
}
