import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { type WriteOrigin, recordLineChanges } from './line-changes.ts';
import { type LineRow, type LineTable, contentHash } from './line-table.ts';

/** What is kept with every line beside its figures. */
const KEPT_WITH_A_LINE = ['content_hash', 'fence', 'source', 'run_id'] as const;

/**
 * Brings all lines of one game and kind up to date: changed lines are written, equal ones left alone, lines of
 * entities that are no longer listed removed (unless these are only some of the lines), and what that changes is
 * recorded. Returns the entities whose line was written.
 */
export async function writeLines(
  tx: Executor,
  table: LineTable,
  scope: {
    seasonYear: number;
    gameId: number;
    fence: number;
    origin: WriteOrigin;
    /** Who says so; it stands on each line that is written. */
    source: string;
    isPartOfLines?: boolean | undefined;
  },
  rows: readonly LineRow[],
): Promise<Set<number>> {
  const columns = [
    'season_year',
    'game_id',
    table.entityColumn,
    ...table.contextColumns,
    ...table.valueColumns,
  ];
  const records = rows.map((row) => ({
    ...row,
    season_year: scope.seasonYear,
    game_id: scope.gameId,
    content_hash: contentHash(table, row),
    fence: scope.fence,
    source: scope.source,
    run_id: scope.origin.runId,
  }));
  const name = sql.identifier(table.table);
  const columnList = sql.raw([...columns, ...KEPT_WITH_A_LINE].join(', '));
  const changes = sql.raw(
    [...table.contextColumns, ...table.valueColumns, ...KEPT_WITH_A_LINE]
      .map((column) => `${column} = excluded.${column}`)
      .join(', '),
  );
  const entity = sql.identifier(table.entityColumn);
  await recordLineChanges(tx, table, scope, records);
  if (!scope.isPartOfLines) {
    await tx.execute(sql`
    delete from ${name}
    where season_year = ${scope.seasonYear} and game_id = ${scope.gameId}
      and ${entity} <> all(${sql.param(rows.map((row) => Number(row[table.entityColumn])))}::int[])`);
  }
  const written = await rowsOf<{ entity_id: number }>(
    tx,
    sql`
      insert into ${name} (${columnList})
      select ${columnList} from json_populate_recordset(null::${name}, ${JSON.stringify(records)}::json)
      on conflict (season_year, game_id, ${entity}) do update
      set ${changes}, updated_at = now(), corrected_at = now()
      where ${name}.content_hash <> excluded.content_hash
      returning ${entity} as entity_id`,
  );
  return new Set(written.map((row) => row.entity_id));
}
