import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { changedRows, rowsOf } from '../db/rows.ts';
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
  return changedRows(
    tx,
    sql`update schedule_quarantine
        set status = 'discarded', resolved_at = now(), resolved_by = ${scope.actor}, resolved_import_id = ${scope.importId},
            resolution = ${`${SUPERSEDED} ${scope.importId} from ${scope.source}`}
        where id = any(${sql.param([...ids])}::int[]) and status = 'open'`,
  );
}

/** The rows of a season that wait, as they were read; those whose league is not known belong to each. */
function loadOpenRows(
  tx: Executor,
  { seasonId, leagueIds }: { seasonId: number; leagueIds: readonly number[] },
): Promise<OpenRow[]> {
  return rowsOf<OpenRow>(
    tx,
    sql`select quarantine.id, quarantine.source, quarantine.line, league.name as league, quarantine.raw,
               quarantine.raw_hash as hash, quarantine.options -> 'game' as game,
               (source_import.result ->> 'rows')::int as "importRows"
        from schedule_quarantine as quarantine
        left join leagues as league on league.id = quarantine.league_id
        left join schedule_imports as source_import on source_import.id = quarantine.import_id
        where quarantine.status = 'open' and quarantine.season_id = ${seasonId}
          and (quarantine.league_id is null or quarantine.league_id = any(${sql.param([...leagueIds])}::int[]))`,
  );
}
