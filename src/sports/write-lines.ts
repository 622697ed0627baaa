import { type SQL, sql } from 'drizzle-orm';
import { bareColumns, excluded } from '../db/bare-columns.ts';
import type { Executor } from '../db/database.ts';
import { type From, fixedText, fixedTextOfParts } from '../db/fixed-text.ts';
import { seasonLiteral } from '../db/partition-key.ts';
import { prepared } from '../db/prepared-statements.ts';
import { rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { lineChangesSql, recordChangesSql } from './line-changes.ts';
import type { LineDraft, WrittenLine } from './line-draft.ts';
import { type LineTable, contentHash } from './line-table.ts';

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
  const answers = [...names.map(({ kind }) => kind), ...(isFirst ? [] : ['change'])];
  const rows = await rowsOf(tx, writingStatement(parts, answers.join(' ')));
  const written = new Set(rows.map(({ kind, entity_id: id }) => `${kind} ${id}`));
  const lines = drafts.flatMap(({ listed }) =>
    listed.map(({ hasRow, ...line }) => ({
      ...line,
      isChanged: hasRow && written.has(`${line.entityType} ${line.entityId}`),
    })),
  );
  return { lines, changeCount: rows.find(({ kind }) => kind === 'change')?.entity_id ?? 0 };
}

/** The statement of all parts; `answers` says of what it tells which rows were written. */
const writingStatement = fixedTextOfParts((parts, answers: string) => {
  const told = answers
    .split(' ')
    .map((kind) =>
      kind === 'change'
        ? sql`select 'change', count(*)::int from recorded`
        : sql.raw(`select '${kind}', entity_id from ${kind}_written`),
    );
  return prepared(
    selecting(
      { kind: sql<string>`answer.kind`, entity_id: sql<number>`answer.entity_id` },
      (list) => sql`
        with ${sql.join([...parts], sql`, `)}
        select ${list} from (${sql.join(told, sql` union all `)}) as answer(kind, entity_id)`,
    ),
  );
});

/** What the parts of a kind of lines are called in the statement. */
function namesOf({ table }: Pick<LineDraft, 'table'>) {
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
  const records = JSON.stringify(recordsOf(draft));
  if (isFirst) return [firstWriting({ records }, table)];
  const { incoming, existing, changed, removed, written } = names;
  const { schema, entity } = table;
  const ofGame = sql`${schema.seasonYear} = ${seasonLiteral(scope.seasonYear)} and ${schema.gameId} = ${scope.gameId}`;
  const { gameId, isPartOfLines } = scope;
  return [
    sql`${incoming} as materialized (select * from json_populate_recordset(null::${schema}, ${records}::json))`,
    sql`${existing} as materialized (select * from ${schema} where ${ofGame})`,
    sql`${changed} as (${lineChangesSql(table, { incoming, existing, gameId, isPartOfLines })})`,
    ...(isPartOfLines
      ? []
      : [
          sql`${removed} as (
            delete from ${schema}
            where ${ofGame} and ${entity} <> all(${sql.param(rows.map((row) => Number(row[table.entityColumn])))}::int[]))`,
        ]),
    sql`${written} as (${insertSql(table, incoming, false)})`,
  ];
}

/** Writes the lines of a game that has none. */
const firstWriting = fixedText((from: From<{ records: string }>, table: LineTable) => {
  const given = sql`json_populate_recordset(null::${table.schema}, ${from(({ records }) => records)}::json)`;
  return sql`${namesOf({ table }).written} as (${insertSql(table, given, true)})`;
});

function insertSql(table: LineTable, source: SQL, isFirst: boolean): SQL {
  const { schema, entity } = table;
  const columns = sql.raw([...keyOf(table), ...toldColumns(table)].join(', '));
  return sql`
    insert into ${schema} (${columns}) select ${columns} from ${source} as line
    ${isFirst ? sql`` : changeSql(table)}
    returning ${entity} as entity_id`;
}

/** What becomes of a line that is there with other figures. */
function changeSql(table: LineTable): SQL {
  const { contentHash: hash, updatedAt, correctedAt } = table.schema;
  const changes = sql.raw(
    toldColumns(table)
      .map((column) => `${column} = excluded.${column}`)
      .join(', '),
  );
  return sql`
    on conflict (${sql.raw(keyOf(table).join(', '))}) do update
    set ${changes}, ${bareColumns(updatedAt)} = now(), ${bareColumns(correctedAt)} = now()
    where ${hash} <> ${excluded(hash)}`;
}

function keyOf({ schema, entity }: LineTable): readonly string[] {
  return [schema.seasonYear, schema.gameId, entity].map(({ name }) => name);
}

/** What a line says, and what is kept with it beside its figures. */
function toldColumns({ schema, contextColumns, valueColumns }: LineTable): readonly string[] {
  const kept = [schema.contentHash, schema.fence, schema.source, schema.runId];
  return [...contextColumns, ...valueColumns, ...kept.map(({ name }) => name)];
}

function recordsOf({ table, scope, rows }: LineDraft): readonly object[] {
  const { schema } = table;
  return rows.map((row) => ({
    ...row,
    [schema.seasonYear.name]: scope.seasonYear,
    [schema.gameId.name]: scope.gameId,
    [schema.contentHash.name]: contentHash(table, row),
    [schema.fence.name]: scope.fence,
    [schema.source.name]: scope.source,
    [schema.runId.name]: scope.origin.runId,
  }));
}
