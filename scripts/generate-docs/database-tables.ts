import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { is } from 'drizzle-orm';
import { PgTable, getTableConfig } from 'drizzle-orm/pg-core';
import type { DatasetCatalog } from '../../src/datasets/catalog.ts';
import { type Dataset, inputDatasets } from '../../src/datasets/dataset.ts';

const FOLDER = fileURLToPath(new URL('../../src/db/schema', import.meta.url));

/** A column of a table, and what the schema says of it; undefined where it says nothing. */
type TableColumn = { name: string; type: string; isKey: boolean; meaning: string | undefined };

/** A table as the schema declares it: its columns, and the tables that its rows refer to. */
export type DeclaredTable = { columns: readonly TableColumn[]; refersTo: readonly string[] };

/** Every table of `src/db/schema`, by name. */
export async function declaredTables(): Promise<ReadonlyMap<string, DeclaredTable>> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
  const modules = await Promise.all(
    files.map((file) => import(path.join(FOLDER, file)) as Promise<Record<string, unknown>>),
  );
  const meanings = new Map(files.flatMap((file) => columnMeanings(path.join(FOLDER, file))));
  const tables = new Set(modules.flatMap((one) => Object.values(one).filter((value) => is(value, PgTable))));
  return new Map([...tables].map((table) => [getTableConfig(table).name, declared(table, meanings)]));
}

function declared(table: PgTable, meanings: ReadonlyMap<string, string>): DeclaredTable {
  const { name, columns, primaryKeys, foreignKeys } = getTableConfig(table);
  const keys = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
  return {
    columns: columns.map((column) => ({
      name: column.name,
      type: column.getSQLType(),
      isKey: column.primary || keys.has(column.name),
      meaning: meanings.get(`${name}.${column.name}`),
    })),
    refersTo: [...new Set(foreignKeys.map((key) => getTableConfig(key.reference().foreignTable).name))],
  };
}

/** The comments over the columns of a file's tables, by `table.column`. */
function columnMeanings(file: string): readonly (readonly [string, string])[] {
  const [, ...tables] = readFileSync(file, 'utf8').split(/pgTable\(\s*'/);
  return tables.flatMap((text) => {
    const table = text.slice(0, text.indexOf("'"));
    const columns = text.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s*\w+: \w+\(\s*'(\w+)'/g);
    return [...columns].map(
      ([, comment = '', column = '']) => [`${table}.${column}`, plain(comment)] as const,
    );
  });
}

/** A comment as one line, without its stars. */
function plain(comment: string): string {
  return comment.replaceAll(/\s*\n\s*\*\s?/g, ' ').trim();
}

/** The statements that give tables, views and columns of the catalog their comments in the database. */
export function commentStatements(
  catalog: DatasetCatalog,
  tables: ReadonlyMap<string, DeclaredTable>,
): string {
  const statements = catalog.inOrder.flatMap((dataset) => [
    `comment on ${dataset.relation} ${quotedName(dataset.name)} is ${literal(description(dataset))};`,
    ...(tables.get(dataset.name)?.columns ?? []).flatMap(({ name, meaning }) =>
      meaning === undefined
        ? []
        : [`comment on column ${quotedName(dataset.name)}."${name}" is ${literal(meaning)};`],
    ),
  ]);
  return `-- Generated from the catalog of datasets and the schema (npm run docs); applied after the migrations.\n${statements.join('\n')}\n`;
}

function description({ grain, meaning }: Dataset): string {
  return `A row is ${grain}. ${meaning}`;
}

function quotedName(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A table of all datasets, and of each what its columns are. */
export function datasetTables(catalog: DatasetCatalog, tables: ReadonlyMap<string, DeclaredTable>): string {
  const rows = catalog.inOrder.map(
    (dataset) =>
      `| [\`${dataset.name}\`](#${anchor(dataset.name)}) | ${dataset.relation} | ${cell(dataset.grain)} | ${feeds(dataset)} | ${refreshed(dataset)} |`,
  );
  const head = ['| dataset | kind | a row is | from | refreshed |', '|---|---|---|---|---|'];
  return ['', ...head, ...rows, '', ...catalog.inOrder.map((dataset) => section(dataset, tables)), ''].join(
    '\n',
  );
}

function feeds({ inputs }: Dataset): string {
  if (inputs.length === 0) return 'the program and people';
  return inputs.map((input) => ('dataset' in input ? `\`${input.dataset}\`` : input.capability)).join(', ');
}

function refreshed({ refresh, relation, freshWithinSeconds }: Dataset): string {
  if (relation === 'view') return 'with each question';
  if (refresh === undefined) return 'as it is collected';
  return freshWithinSeconds === undefined ? 'by key' : `by key, within ${freshWithinSeconds} s`;
}

function section(dataset: Dataset, tables: ReadonlyMap<string, DeclaredTable>): string {
  const { name, grain, meaning, retention, partitionedBy } = dataset;
  const facts = [
    `A row is ${grain}. ${meaning}`,
    ...(partitionedBy === undefined ? [] : [`Partitioned by \`${partitionedBy}\`.`]),
    ...(retention === undefined ? [] : [`Kept ${retention}.`]),
  ];
  const columns = tables.get(name)?.columns ?? [];
  const rows = columns.map(
    ({ name: column, type, isKey, meaning: words }) =>
      `| \`${column}\`${isKey ? ' (key)' : ''} | ${type} | ${cell(words ?? '')} |`,
  );
  const table = rows.length === 0 ? [] : ['| column | type | meaning |', '|---|---|---|', ...rows, ''];
  return [`### ${name}`, '', facts.map(cell).join(' '), '', ...table].join('\n');
}

/** What follows from what: computed datasets and views, and what they are computed from. */
export function lineageDiagram(catalog: DatasetCatalog): string {
  const computed = catalog.inOrder.filter(
    ({ refresh, relation }) => refresh !== undefined || relation !== 'table',
  );
  const arrows = computed.flatMap((dataset) =>
    inputDatasets(dataset).map(
      (input) => `  ${id(input)}["${input}"] --> ${id(dataset.name)}["${dataset.name}"]`,
    ),
  );
  return ['```mermaid', 'flowchart LR', ...arrows, '```'].join('\n');
}

/** Which table's rows refer to which, runs left out: nearly every table names its run. */
export function referenceDiagram(
  catalog: DatasetCatalog,
  tables: ReadonlyMap<string, DeclaredTable>,
): string {
  const arrows = catalog.inOrder.flatMap(({ name }) =>
    (tables.get(name)?.refersTo ?? [])
      .filter((target) => target !== 'sync_runs' && target !== name && catalog.find(target) !== undefined)
      .map((target) => `  ${target} ||--o{ ${name} : has`),
  );
  return ['```mermaid', 'erDiagram', ...arrows, '```'].join('\n');
}

function id(name: string): string {
  return name.replaceAll('.', '_');
}

function anchor(name: string): string {
  return name.replaceAll('.', '');
}

/** A bar would end the cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
