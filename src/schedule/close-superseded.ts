import { and, eq, isNull, or, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { scheduleImports, scheduleQuarantine } from '../db/schema/imports.ts';
import { leagues as leaguesTable } from '../db/schema/reference.ts';
import { type Coverage, coverageOf } from './difference/question-meetings.ts';
import { hashRow } from './quarantine-store.ts';
import type { RowReaderDeps } from './read-rows.ts';
import type { ReadFile } from './read-file.ts';
import type { RefusedRows, RejectedRow } from './refused-rows.ts';
import type { ResolvedGame } from './resolve-game.ts';
import { type OpenRow, replacedByFile, toldByGames } from './superseded-rows.ts';

/** How the resolution of a row begins that a newer import made obsolete. */
export const SUPERSEDED = 'superseded by import';

/** What an import reads, and under what. */
export type ReadImport = {
  source: string;
  file: ReadFile;
  seasonId: number;
  leagueIds: readonly number[];
} & Pick<RowReaderDeps, 'resolverOf' | 'leagues'>;

/** Finds the rows that wait and that an import makes obsolete; a row that it refuses once more waits on. */
export type SupersededFinder = {
  /** Sees the games of a part that went in or were there already. */
  see: (games: readonly ResolvedGame<number>[]) => void;
  /** The ids of all such rows, after the last part; `rejected` are all rows that the import refuses. */
  found: (rejected: RefusedRows) => number[];
};

export async function findSuperseded(tx: Executor, read: ReadImport): Promise<SupersededFinder> {
  const { source, file } = read;
  const open = await loadOpenRows(tx, read, file.rejected);
  const told = new Set<number>();
  let dates: Coverage | undefined;
  return {
    see(games) {
      if (open.length === 0) return;
      dates = coverageOf(games, dates);
      for (const id of toldByGames(open, { ...read, games })) told.add(id);
    },
    found(rejected) {
      if (open.length === 0) return [];
      const refusedAgain = hashesIn(rejected, new Set(open.map(({ hash }) => hash)));
      const waiting = open.filter(({ hash }) => !refusedAgain.has(hash));
      const refused = rowsInLines(rejected, new Set(waiting.map(({ line }) => line)));
      const newer = { source, rows: file.rows, dates: dates ?? new Map(), refused };
      const replaced = new Set(replacedByFile(waiting, newer));
      return waiting.flatMap(({ id }) => (told.has(id) || replaced.has(id) ? id : []));
    },
  };
}

/** Those of the hashes of rows that are refused once more. */
function hashesIn(rejected: RefusedRows, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { raw } of rejected) {
    const hash = hashRow(raw);
    if (wanted.has(hash)) found.add(hash);
  }
  return found;
}

function rowsInLines(rejected: RefusedRows, lines: ReadonlySet<number>): Pick<RejectedRow, 'line' | 'raw'>[] {
  const found: Pick<RejectedRow, 'line' | 'raw'>[] = [];
  for (const { line, raw } of rejected) if (lines.has(line)) found.push({ line, raw });
  return found;
}

/** Closes rows that a newer import made obsolete. Returns how many were still open. */
export async function closeSuperseded(
  tx: Executor,
  ids: readonly number[],
  scope: { importId: number; source: string; actor: string },
): Promise<number> {
  if (ids.length === 0) return 0;
  const closed = await tx
    .update(scheduleQuarantine)
    .set({
      status: 'discarded',
      resolvedAt: sql`now()`,
      resolvedBy: scope.actor,
      resolvedImportId: scope.importId,
      resolution: `${SUPERSEDED} ${scope.importId} from ${scope.source}`,
    })
    .where(
      and(
        sql`${scheduleQuarantine.id} = any(${sql.param([...ids])}::int[])`,
        eq(scheduleQuarantine.status, 'open'),
      ),
    );
  return closed.rowCount ?? 0;
}

/**
 * The rows of a season that wait, as they were read; those whose league is not known belong to each. Rows that the
 * file refuses once more are left out, because a long file may have refused very many.
 */
async function loadOpenRows(
  tx: Executor,
  { seasonId, leagueIds }: { seasonId: number; leagueIds: readonly number[] },
  rejected: RefusedRows,
): Promise<OpenRow[]> {
  const table = scheduleQuarantine;
  const isOpen = and(
    eq(table.status, 'open'),
    eq(table.seasonId, seasonId),
    or(isNull(table.leagueId), sql`${table.leagueId} = any(${sql.param([...leagueIds])}::int[])`),
  );
  const all = await tx.select({ id: table.id, hash: table.rawHash }).from(table).where(isOpen);
  if (all.length === 0) return [];
  const refusedAgain = hashesIn(rejected, new Set(all.map(({ hash }) => hash)));
  const ids = all.flatMap(({ id, hash }) => (refusedAgain.has(hash) ? [] : id));
  if (ids.length === 0) return [];
  return tx
    .select({
      id: table.id,
      source: table.source,
      line: table.line,
      league: leaguesTable.name,
      raw: sql<OpenRow['raw']>`${table.raw}`,
      hash: table.rawHash,
      game: sql<OpenRow['game']>`${table.options} -> 'game'`,
      importRows: sql<OpenRow['importRows']>`(${scheduleImports.result} ->> 'rows')::int`,
    })
    .from(table)
    .leftJoin(leaguesTable, eq(leaguesTable.id, table.leagueId))
    .leftJoin(scheduleImports, eq(scheduleImports.id, table.importId))
    .where(and(isOpen, sql`${table.id} = any(${sql.param(ids)}::int[])`));
}
