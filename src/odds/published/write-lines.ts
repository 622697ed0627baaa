import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { bareColumns, excluded } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { closingLinesDue } from '../../db/schema/odds.ts';
import { publishedLines } from '../../db/schema/published-lines.ts';
import { selecting } from '../../db/selecting.ts';
import type { CoveredMarket, ToldLine } from './published-row.ts';

/** A line of a game of ours. */
export type GameLine = ToldLine & { gameId: number };

/** A game with everything that a row of it speaks of, of which the row may have left some blank. */
export type CoveredGame = { gameId: number; markets: readonly Omit<CoveredMarket, 'columns'>[] };

export type WrittenLines = { written: number; corrected: number; same: number };

const KEY = [
  publishedLines.gameId,
  publishedLines.source,
  publishedLines.market,
  publishedLines.moment,
  publishedLines.book,
  publishedLines.side,
  publishedLines.subject,
] as const;

/** What a corrected file corrects; when its publisher read the pages is no part of the line. */
const VALUES = [
  publishedLines.maker,
  publishedLines.point,
  publishedLines.price,
  publishedLines.priceText,
  publishedLines.ticketShare,
  publishedLines.moneyShare,
  publishedLines.doubt,
] as const;

/** What makes two lines one: all but what a corrected file corrects. */
export function lineKey(line: GameLine): string {
  const { gameId, market, moment, book, side, subject } = line;
  return JSON.stringify([gameId, market, moment, book, side, subject]);
}

/**
 * The one writer of published lines: new ones are inserted, others than before are corrected, and games whose close
 * follows from them are noted. Each key may be there once.
 */
export async function writeLines(
  tx: Executor,
  lines: readonly GameLine[],
  { source, runId }: { source: string; runId: string },
): Promise<WrittenLines> {
  if (lines.length === 0) return { written: 0, corrected: 0, same: 0 };
  const list = (valueOf: (line: GameLine) => unknown) => sql.param(lines.map(valueOf));
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const rows = await rowsOf(
    tx,
    selecting(
      { gameId: publishedLines.gameId, isNew: sql<boolean>`xmax = 0` },
      (columns) => sql`
      insert into ${publishedLines} (${bareColumns(...KEY, ...VALUES, publishedLines.scrapedAt, publishedLines.runId)})
      select given.game_id, ${source}, given.market, given.moment, given.book, given.side, given.subject, given.maker,
             given.point, given.price, given.price_text, given.tickets, given.money, given.doubt, given.scraped_at, ${runId}
      from unnest(
        ${list((line) => line.gameId)}::int[], ${list((line) => line.market)}::text[],
        ${list((line) => line.moment)}::text[], ${list((line) => line.book)}::text[],
        ${list((line) => line.side)}::text[], ${list((line) => line.subject)}::text[],
        ${list((line) => line.maker)}::text[], ${list((line) => line.point)}::numeric[],
        ${list((line) => line.price)}::numeric[], ${list((line) => line.priceText)}::text[],
        ${list((line) => line.ticketShare)}::numeric[], ${list((line) => line.moneyShare)}::numeric[],
        ${list((line) => line.doubt)}::text[], ${list((line) => iso(line.scrapedAtMs))}::timestamptz[])
          as given (game_id, market, moment, book, side, subject, maker, point, price, price_text, tickets, money, doubt,
                    scraped_at)
      on conflict (${bareColumns(...KEY)}) do update set
        (${bareColumns(...VALUES, publishedLines.scrapedAt, publishedLines.runId)}, ${bareColumns(publishedLines.updatedAt)}) =
        (${listOf([...VALUES, publishedLines.scrapedAt, publishedLines.runId], excluded)}, now())
      where (${listOf(VALUES, (column) => sql`${column}`)}) is distinct from (${listOf(VALUES, excluded)})
      returning ${columns}`,
    ),
  );
  await noteGames(tx, [...new Set(rows.map(({ gameId }) => gameId))]);
  const written = rows.filter(({ isNew }) => isNew).length;
  return { written, corrected: rows.length - written, same: lines.length - rows.length };
}

/** Those of these games of which lines stand that another load has written. */
export async function gamesOfOthers(
  tx: Executor,
  gameIds: readonly number[],
  { source, runId }: { source: string; runId: string },
): Promise<ReadonlySet<number>> {
  const rows = await rowsOf(
    tx,
    selecting(
      { gameId: publishedLines.gameId },
      (columns) => sql`
      select distinct ${columns} from ${publishedLines}
      where ${publishedLines.gameId} = any(${sql.param([...gameIds])}::int[]) and ${publishedLines.source} = ${source}
        and ${publishedLines.runId} is distinct from ${runId}`,
    ),
  );
  return new Set(rows.map(({ gameId }) => gameId));
}

/** A line that is in the database, as it stood when it was found. */
export type FoundLine = { id: number; gameId: number; runId: string | null };

/** Lines of a source that rows of its games speak of and do not have. */
export async function findMissing(
  tx: Executor,
  covered: readonly CoveredGame[],
  lines: readonly GameLine[],
  { source }: { source: string },
): Promise<readonly FoundLine[]> {
  const spoken = covered.flatMap(({ gameId, markets }) => markets.map((one) => ({ gameId, ...one })));
  if (spoken.length === 0) return [];
  const ofGames = new Set(covered.map(({ gameId }) => gameId));
  const said = lines.filter(({ gameId }) => ofGames.has(gameId));
  const of = (some: readonly (typeof spoken)[number][]) => sql`
    ${sql.param(some.map((one) => one.gameId))}::int[], ${sql.param(some.map((one) => one.market))}::text[],
    ${sql.param(some.map((one) => one.moment))}::text[], ${sql.param(some.map((one) => one.book))}::text[]`;
  return rowsOf(
    tx,
    selecting(
      { id: publishedLines.id, gameId: publishedLines.gameId, runId: publishedLines.runId },
      (columns) => sql`
      select ${columns} from (select distinct * from unnest(${of(spoken)})
        as spoken (game_id, market, moment, book)) as spoken
      join ${publishedLines} on ${publishedLines.gameId} = spoken.game_id and ${publishedLines.source} = ${source}
        and ${publishedLines.market} = spoken.market and ${publishedLines.moment} = spoken.moment
        and ${publishedLines.book} = spoken.book
      where not exists (
          select from unnest(${of(said)}, ${sql.param(said.map(({ side }) => side))}::text[])
            as said (game_id, market, moment, book, side)
          where said.game_id = ${publishedLines.gameId} and said.market = ${publishedLines.market}
            and said.moment = ${publishedLines.moment} and said.book = ${publishedLines.book}
            and said.side = ${publishedLines.side})`,
    ),
  );
}

/** Takes lines back that nobody has written since they were found, and notes their games. Returns how many. */
export async function removeLines(tx: Executor, found: readonly FoundLine[]): Promise<number> {
  const gone = await rowsOf(
    tx,
    selecting(
      { gameId: publishedLines.gameId },
      (columns) => sql`
      delete from ${publishedLines} using unnest(
        ${sql.param(found.map(({ id }) => id))}::bigint[], ${sql.param(found.map(({ runId }) => runId))}::text[])
          as found (id, run_id)
      where ${publishedLines.id} = found.id and ${publishedLines.runId} is not distinct from found.run_id
      returning ${columns}`,
    ),
  );
  await noteGames(tx, [...new Set(gone.map(({ gameId }) => gameId))]);
  return gone.length;
}

function listOf(columns: readonly AnyPgColumn[], of: (column: AnyPgColumn) => SQL): SQL {
  return sql.join(columns.map(of), sql`, `);
}

/** Their closes are computed anew once they have begun. */
async function noteGames(tx: Executor, gameIds: readonly number[]): Promise<void> {
  if (gameIds.length === 0) return;
  await tx.execute(sql`
    insert into ${closingLinesDue} (${bareColumns(closingLinesDue.gameId, closingLinesDue.dueAt)})
    select ${games.id}, greatest(now(), ${games.gameDatetime}) from ${games}
    where ${games.id} = any(${sql.param(gameIds)}::int[]) order by ${games.id}
    on conflict (${bareColumns(closingLinesDue.gameId)}) do update set ${bareColumns(closingLinesDue.dueAt)} =
      least(${closingLinesDue.dueAt}, ${excluded(closingLinesDue.dueAt)})`);
}
