import { eq, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Database, Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { closingLines, closingLinesDue } from '../../db/schema/odds.ts';
import { selecting } from '../../db/selecting.ts';
import { readGameEvents } from '../read/game-quotes.ts';
import { gameClosingLines } from './game-closing-lines.ts';

/** Games of one transaction. */
const GAMES_AT_ONCE = 20;

/**
 * Computes the closing lines of every game that is due: its start is over, moved, or a price from before it came late.
 * The note goes in the transaction of the lines, so that a crash leaves it. Returns how many games were computed.
 */
export async function followClosingLines(db: Database, signal?: AbortSignal): Promise<number> {
  let done = 0;
  for (;;) {
    signal?.throwIfAborted();
    const games = await db.transaction(async (tx) => {
      const due = await takeDue(tx);
      for (const gameId of due) await computeGame(tx, gameId);
      return due.length;
    });
    done += games;
    if (games < GAMES_AT_ONCE) return done;
  }
}

async function takeDue(tx: Executor): Promise<number[]> {
  const rows = await rowsOf(
    tx,
    selecting(
      { gameId: closingLinesDue.gameId },
      (list) => sql`
      delete from ${closingLinesDue} where ${closingLinesDue.gameId} in (
        select ${closingLinesDue.gameId} from ${closingLinesDue} where ${closingLinesDue.dueAt} <= now()
        order by ${closingLinesDue.gameId} limit ${GAMES_AT_ONCE} for update skip locked)
      returning ${list}`,
    ),
  );
  return rows.map(({ gameId }) => gameId);
}

async function computeGame(tx: Executor, gameId: number): Promise<void> {
  const game = await readGameEvents(tx, gameId);
  await tx.delete(closingLines).where(eq(closingLines.gameId, gameId));
  if (game === undefined) return;
  if (await isAhead(tx, game.startsAt)) return noteAhead(tx, gameId, game.startsAt, game.events.length > 0);
  const rows = await gameClosingLines(tx, game);
  if (rows.length > 0) await tx.insert(closingLines).values(rows);
}

/** By the database's clock, as the notes are. */
async function isAhead(tx: Executor, startsAt: Date): Promise<boolean> {
  const [row] = await rowsOf(
    tx,
    selecting(
      { isAhead: sql<boolean>`${startsAt.toISOString()}::timestamptz > now()` },
      (list) => sql`select ${list}`,
    ),
  );
  return row?.isAhead ?? false;
}

/** A game that has not begun has no close; it is due again at its start. */
async function noteAhead(tx: Executor, gameId: number, startsAt: Date, hasEvents: boolean): Promise<void> {
  if (!hasEvents) return;
  await tx.execute(sql`
    insert into ${closingLinesDue} (${bareColumns(closingLinesDue.gameId, closingLinesDue.dueAt)})
    values (${gameId}, ${startsAt.toISOString()}::timestamptz) on conflict do nothing`);
}

/** The games of these whose lines are still to be computed. */
export async function readPending(db: Executor, gameIds: readonly number[]): Promise<ReadonlySet<number>> {
  if (gameIds.length === 0) return new Set();
  const rows = await db
    .select({ gameId: closingLinesDue.gameId })
    .from(closingLinesDue)
    .where(sql`${closingLinesDue.gameId} = any(${sql.param([...new Set(gameIds)])}::int[])`);
  return new Set(rows.map(({ gameId }) => gameId));
}
