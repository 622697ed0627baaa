import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { seasonLiteral } from '../db/partition-key.ts';
import { prepared } from '../db/prepared-statements.ts';
import { rowsOf } from '../db/rows.ts';
import { lineChangesSql, recordChangesSql } from './line-changes.ts';
import type { LineDraft, WrittenLine } from './line-draft.ts';
import { type LineTable, contentHash } from './line-table.ts';

/** What is kept with every line beside its figures. */
const KEPT_WITH_A_LINE = ['content_hash', 'fence', 'source', 'run_id'] as const;

/** What writing came to. */
type LineWriting = {
  /** Everybody who is listed, in the order of the drafts. */
  lines: readonly WrittenLine[];
  /** Figures that were changed, and lines that came or went, as recorded. */
  changeCount: number;
};

/**
 * Brings the lines of a game up to date, in one statement for all of its kinds: changed lines are written, equal ones left
 * alone, lines of entities that are no longer listed removed (unless these are only some of the lines), and what that
 * changes is recorded. Where no line of the game can be there (`isFirst`), nothing is compared, removed or recorded, and
 * one that is there all the same fails the statement.
 * At most one draft of each table; `alsoWrite` are parts of the same statement.
 */
export async function writeLines(
  tx: Executor,
  drafts: readonly LineDraft[],
  { isFirst, alsoWrite = [] }: { isFirst: boolean; alsoWrite?: readonly SQL[] },
): Promise<LineWriting> {
  const [first] = drafts;
  if (!first) return { lines: [], changeCount: 0 };
  const { gameId, origin } = first.scope;
  const names = drafts.map(namesOf);
  const changes = sql.join(
    names.map(({ changed }) => sql`select * from ${changed}`),
    sql` union all `,
  );
  const parts = [
    ...drafts.flatMap((draft, index) => partsOf(draft, names[index] ?? namesOf(draft), isFirst)),
    ...(isFirst ? [] : [sql`recorded as (${recordChangesSql(gameId, origin, changes)})`]),
    ...drafts.flatMap((draft) => draft.alsoWrite),
    ...alsoWrite,
  ];
  const answers = [
    ...names.map(
      ({ kind, written }) => sql`select ${sql.raw(`'${kind}'`)} as kind, entity_id from ${written}`,
    ),
    ...(isFirst ? [] : [sql`select 'change', count(*)::int from recorded`]),
  ];
  const rows = await rowsOf<{ kind: string; entity_id: number }>(
    tx,
    prepared(sql`with ${sql.join(parts, sql`, `)} ${sql.join(answers, sql` union all `)}`),
  );
  const written = new Set(rows.map(({ kind, entity_id: id }) => `${kind} ${id}`));
  const lines = drafts.flatMap(({ listed }) =>
    listed.map(({ hasRow, ...line }) => ({
      ...line,
      isChanged: hasRow && written.has(`${line.entityType} ${line.entityId}`),
    })),
  );
  return { lines, changeCount: rows.find(({ kind }) => kind === 'change')?.entity_id ?? 0 };
}

/** What the parts of a kind of lines are called in the statement. */
function namesOf({ table }: LineDraft) {
  const kind = table.entityColumn === 'player_id' ? 'player' : 'team';
  const named = (what: string): SQL => sql`${sql.identifier(`${kind}_${what}`)}`;
  return {
    kind,
    incoming: named('incoming'),
    existing: named('existing'),
    changed: named('changed'),
    removed: named('removed'),
    written: named('written'),
  };
}

function partsOf(draft: LineDraft, names: ReturnType<typeof namesOf>, isFirst: boolean): SQL[] {
  const { table, scope, rows } = draft;
  const { incoming, existing, changed, removed, written } = names;
  const name = sql.identifier(table.table);
  const entity = sql.identifier(table.entityColumn);
  const ofGame = sql`season_year = ${seasonLiteral(scope.seasonYear)} and game_id = ${scope.gameId}`;
  const given = sql`json_populate_recordset(null::${name}, ${JSON.stringify(recordsOf(draft))}::json)`;
  const writing = sql`${written} as (${insertSql(table, isFirst ? given : incoming, isFirst)})`;
  if (isFirst) return [writing];
  const { gameId, isPartOfLines } = scope;
  return [
    sql`${incoming} as materialized (select * from ${given})`,
    sql`${existing} as materialized (select * from ${name} where ${ofGame})`,
    sql`${changed} as (${lineChangesSql(table, { incoming, existing, gameId, isPartOfLines })})`,
    ...(isPartOfLines
      ? []
      : [
          sql`${removed} as (
            delete from ${name}
            where ${ofGame} and ${entity} <> all(${sql.param(rows.map((row) => Number(row[table.entityColumn])))}::int[]))`,
        ]),
    writing,
  ];
}

function insertSql(table: LineTable, source: SQL, isFirst: boolean): SQL {
  const columns = sql.raw(['season_year', 'game_id', table.entityColumn, ...toldColumns(table)].join(', '));
  return sql`
    insert into ${sql.identifier(table.table)} (${columns}) select ${columns} from ${source} as line
    ${isFirst ? sql`` : changeSql(table)}
    returning ${sql.identifier(table.entityColumn)} as entity_id`;
}

/** What becomes of a line that is there with other figures. */
function changeSql(table: LineTable): SQL {
  const changes = sql.raw(
    toldColumns(table)
      .map((column) => `${column} = excluded.${column}`)
      .join(', '),
  );
  return sql`
    on conflict (season_year, game_id, ${sql.identifier(table.entityColumn)}) do update
    set ${changes}, updated_at = now(), corrected_at = now()
    where ${sql.identifier(table.table)}.content_hash <> excluded.content_hash`;
}

function toldColumns({ contextColumns, valueColumns }: LineTable): readonly string[] {
  return [...contextColumns, ...valueColumns, ...KEPT_WITH_A_LINE];
}

function recordsOf({ table, scope, rows }: LineDraft): readonly object[] {
  return rows.map((row) => ({
    ...row,
    season_year: scope.seasonYear,
    game_id: scope.gameId,
    content_hash: contentHash(table, row),
    fence: scope.fence,
    source: scope.source,
    run_id: scope.origin.runId,
  }));
}
