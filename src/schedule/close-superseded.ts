import { and, eq, isNull, or, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { scheduleImports, scheduleQuarantine } from '../db/schema/imports.ts';
import { leagues as leaguesTable } from '../db/schema/reference.ts';
import type { SchedulePlan } from './difference/change-types.ts';
import { hashRow } from './quarantine-store.ts';
import type { RowReaderDeps } from './read-rows.ts';
import { type OpenRow, findSuperseded } from './superseded-rows.ts';
import type { ReadFile, RejectedRow } from './read-file.ts';

/** How the resolution of a row begins that a newer import made obsolete. */
export const SUPERSEDED = 'superseded by import';

/** What an import has read and what comes of it. */
export type ReadImport = {
  source: string;
  file: ReadFile;
  rejected: readonly RejectedRow[];
  plan: SchedulePlan<number>;
} & Pick<RowReaderDeps, 'resolverOf' | 'leagues'>;

/** The ids of rows that wait and that an import makes obsolete; a row that it refuses once more waits on. */
export async function supersededBy(
  tx: Executor,
  { source, file, rejected, plan, resolverOf, leagues }: ReadImport,
  scope: { seasonId: number; leagueIds: readonly number[] },
): Promise<number[]> {
  const open = await loadOpenRows(tx, scope);
  if (open.length === 0) return [];
  const refusedAgain = new Set(rejected.map(({ raw }) => hashRow(raw)));
  const conflicting = new Set(plan.conflicts.map(({ incoming }) => incoming?.line));
  return findSuperseded(
    open.filter(({ hash }) => !refusedAgain.has(hash)),
    {
      source,
      rows: file.rows,
      games: file.games.filter(({ line }) => !conflicting.has(line)),
      refused: rejected,
      resolverOf,
      leagues,
    },
  );
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

/** The rows of a season that wait, as they were read; those whose league is not known belong to each. */
function loadOpenRows(
  tx: Executor,
  { seasonId, leagueIds }: { seasonId: number; leagueIds: readonly number[] },
): Promise<OpenRow[]> {
  const table = scheduleQuarantine;
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
    .where(
      and(
        eq(table.status, 'open'),
        eq(table.seasonId, seasonId),
        or(isNull(table.leagueId), sql`${table.leagueId} = any(${sql.param([...leagueIds])}::int[])`),
      ),
    );
}
