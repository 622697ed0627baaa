import { getTableColumns, inArray, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Database, Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { closingLines, closingLinesDue, oddsEvents } from '../../db/schema/odds.ts';
import { selecting } from '../../db/selecting.ts';
import { readGameEvents } from '../read/game-quotes.ts';
import { readUndoubted } from '../read/published-lines.ts';
import { gameClosingLines } from './game-closing-lines.ts';
import { type ClosingRow, withPublished } from './with-published.ts';

/**
 * Games of one transaction: those of archives come by the thousand. Who captures prices of one of them meanwhile waits
 * for it, and must not wait for many games with thousands of changes each.
 */
const GAMES_AT_ONCE = 25;

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
      await computeGames(tx, due);
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

async function computeGames(tx: Executor, gameIds: readonly number[]): Promise<void> {
  if (gameIds.length === 0) return;
  await tx.delete(closingLines).where(inArray(closingLines.gameId, [...gameIds]));
  const due = await readGames(tx, gameIds);
  const published = await readUndoubted(tx, gameIds);
  const rows: ClosingRow[] = [];
  for (const { gameId, startsAt, isAhead, hasEvents } of due) {
    const own = published.get(gameId) ?? [];
    if (isAhead && (hasEvents || own.length > 0)) await noteAhead(tx, gameId, startsAt);
    if (isAhead) continue;
    const game = hasEvents ? await readGameEvents(tx, gameId) : undefined;
    const captured = game === undefined ? [] : await gameClosingLines(tx, game);
    rows.push(...withPublished(captured, own, { gameId, startsAt }));
  }
  if (rows.length > 0) await insertRows(tx, rows);
}

/** All rows as one parameter: two dozen for each row take longer to write down than to insert. */
async function insertRows(tx: Executor, rows: readonly ClosingRow[]): Promise<void> {
  const { computedAt: _computedAt, ...columns } = getTableColumns(closingLines);
  const names = bareColumns(...Object.values(columns));
  const document = rows.map((row) =>
    Object.fromEntries(
      Object.entries(columns).map(([key, { name }]) => [name, row[key as keyof ClosingRow] ?? null]),
    ),
  );
  await tx.execute(sql`
    insert into ${closingLines} (${names})
    select ${names} from jsonb_populate_recordset(null::${closingLines}, ${JSON.stringify(document)}::jsonb)`);
}

/** What is known of games; whether they are ahead by the database's clock, as the notes are. */
function readGames(tx: Executor, gameIds: readonly number[]) {
  return rowsOf(
    tx,
    selecting(
      {
        gameId: games.id,
        startsAt: games.gameDatetime,
        isAhead: sql<boolean>`${games.gameDatetime} > now()`,
        hasEvents: sql<boolean>`exists (select from ${oddsEvents} where ${oddsEvents.gameId} = ${games.id})`,
      },
      (list) => sql`
      select ${list} from ${games} where ${games.id} = any(${sql.param([...gameIds])}::int[]) order by ${games.id}`,
    ),
  );
}

/** A game that has not begun has no close; it is due again at its start. */
async function noteAhead(tx: Executor, gameId: number, startsAt: Date): Promise<void> {
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
