import { jsonOfFile } from '../../loads/json/json-of-file.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import { type Spool, createSpool } from '../../loads/spool.ts';
import type { RowFault } from '../load/read-row.ts';
import { type CsvRecord, csvRecords } from '../../loads/csv-records.ts';
import { decodedText, encodingOf, tableText } from '../../loads/decoded-text.ts';
import { layoutOf } from './layouts/catalog.ts';
import type { PublishedLayout } from './layout.ts';
import { openParquetFile } from './parquet-rows.ts';
import type { Cells, FileRow } from './published-row.ts';

/** A file of an archive, recognised and opened. */
export type OpenPublished = {
  layout: PublishedLayout;
  columns: readonly string[];
  /** Whoever begins to read them gives back what the file holds, whether they are read to their end or not. */
  rows: AsyncIterable<FileRow> | Iterable<FileRow>;
  /** Gives it back where none are read. */
  close: () => Promise<void>;
};

const PARQUET_MAGIC = 'PAR1';

/**
 * Opens a file (unpacked) if it is of an archive of lines; undefined where it is none. A CSV file is read as it comes, the
 * entries of JSON are packed, and a Parquet file, whose end says where all else is, lies in a spool: none is held. Throws LoadFileError where it is broken.
 */
export async function openPublished(
  bytes: AsyncIterable<Buffer>,
  preset?: string,
): Promise<OpenPublished | undefined> {
  const source = bytes[Symbol.asyncIterator]();
  const head = await headOf(source);
  const all = rejoined(head, source);
  if (head.toString('latin1', 0, PARQUET_MAGIC.length) === PARQUET_MAGIC) return openParquet(all, preset);
  const encoding = encodingOf(head);
  const start = new TextDecoder(encoding).decode(head, { stream: true });
  if (/^\s*[[{]/.test(start)) return openJson(start, { all, encoding }, source, preset);
  return openCsv(start, { all, encoding }, source, preset);
}

/** As much as shows a header, or the first record of a list. */
const HEAD_BYTES = 16_384;

async function headOf(source: AsyncIterator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await source.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* rejoined(head: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
}

type Encoded = { all: AsyncIterable<Buffer>; encoding: string };

async function openCsv(
  start: string,
  { all, encoding }: Encoded,
  source: AsyncIterator<Buffer>,
  preset: string | undefined,
): Promise<OpenPublished | undefined> {
  const [first = ''] = start.split(/\r\n|\n|\r/, 1);
  const columns = first.split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  const layout = layoutOf(columns, 'csv', preset);
  const close = async (): Promise<void> => void (await source.return?.());
  if (layout !== undefined)
    return { layout, columns, rows: csvRows(tableText(all, encoding), columns), close };
  await close();
  return undefined;
}

async function* csvRows(text: AsyncIterable<string>, columns: readonly string[]): AsyncGenerator<FileRow> {
  let isHeader = true;
  for await (const record of csvRecords(text, columns.length)) {
    // Spreadsheets leave rows of nothing but separators.
    if (!isHeader && record.cells.some((cell) => cell.trim() !== '')) yield rowOf(columns, record);
    isHeader = false;
  }
}

function rowOf(columns: readonly string[], record: CsvRecord): FileRow {
  const { line } = record;
  const cells: Record<string, string> = {};
  for (const [index, column] of columns.entries()) {
    const text = plainText(record.cells[index]);
    if (column !== '' && text !== '') cells[column] = text;
  }
  const broken = brokenRow(columns, record);
  return broken === undefined ? { line, cells } : { line, cells, broken };
}

/** What lies behind the last column is only wrong where it says something; a row that ends before it was cut off. */
function brokenRow(columns: readonly string[], { cells, isUnclosed }: CsvRecord): RowFault | undefined {
  const told = { reason: 'broken_row', field: 'columns', value: String(cells.length) };
  if (isUnclosed) {
    const remedy = 'Close it, or double it where it belongs to the text.';
    const value = cells.find((cell) => cell.includes('"')) ?? '';
    return { ...told, value: value.slice(0, 200), problem: 'a quotation mark is not closed', remedy };
  }
  const problem = `the row has ${cells.length} columns, the header ${columns.length}`;
  if (cells.length < columns.findLastIndex((column) => column !== '') + 1) {
    const remedy = 'Look whether the file was cut off there, or a comma is missing, and copy it again.';
    return { ...told, problem, remedy };
  }
  const isTooWide = cells.slice(columns.length).some((cell) => cell.trim() !== '');
  const remedy = 'Look for a comma too many, or a quotation mark that is not closed.';
  return isTooWide ? { ...told, problem, remedy } : undefined;
}

/** What R and pandas write for nothing is blank, and characters that no table holds are left out. */
function plainText(text: string | undefined): string {
  const trimmed = (text ?? '').replaceAll('\0', '').toWellFormed().trim();
  return /^(NA|NaN|None|null)$/.test(trimmed) ? '' : trimmed;
}

async function openJson(
  start: string,
  { all, encoding }: Encoded,
  source: AsyncIterator<Buffer>,
  preset: string | undefined,
): Promise<OpenPublished | undefined> {
  const [record = ''] = /\{[^{}]*\}/.exec(start) ?? [];
  const layout = layoutOf(keysOf(record), 'json', preset);
  if (layout === undefined) {
    await source.return?.();
    return undefined;
  }
  const { document, entriesOf } = await jsonOfFile(decodedText(all, encoding));
  if (!Array.isArray(document)) {
    throw new LoadFileError('broken_file', 'the JSON is no list of games', 'Fetch or copy the file again.');
  }
  return { layout, columns: [], rows: jsonRows(entriesOf(document)), close: () => Promise.resolve() };
}

function keysOf(record: string): string[] {
  try {
    return Object.keys(JSON.parse(record) as object);
  } catch {
    return [];
  }
}

function* jsonRows(records: Iterable<unknown>): Generator<FileRow> {
  let line = 0;
  for (const record of records) {
    line += 1;
    if (typeof record === 'object' && record !== null) {
      yield { line, cells: cellsOf(record as Readonly<Record<string, unknown>>) };
      continue;
    }
    const remedy = 'Leave it out.';
    const value = JSON.stringify(record).slice(0, 200);
    const problem = 'the entry is no game';
    yield { line, cells: {}, broken: { reason: 'broken_row', field: 'entry', value, problem, remedy } };
  }
}

/** Values of JSON and Parquet as the text that a cell would have. */
export function cellsOf(record: Readonly<Record<string, unknown>>): Cells {
  const cells: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) {
    const text = value instanceof Date ? instantText(value) : plainText(scalarText(value));
    if (text !== '') cells[name] = text;
  }
  return cells;
}

/** A damaged file has instants that are none. */
function instantText(value: Date): string {
  return Number.isNaN(value.getTime()) ? '' : value.toISOString();
}

function scalarText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object'
    ? JSON.stringify(value, withoutBigints)
    : `${value as string | number | bigint | boolean}`;
}

function withoutBigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

async function openParquet(
  all: AsyncIterable<Buffer>,
  preset: string | undefined,
): Promise<OpenPublished | undefined> {
  const spool = createSpool();
  const close = () => spool.close();
  try {
    for await (const chunk of all) await spool.add(chunk);
    const { columns, rows } = await openParquetFile(spool);
    const layout = layoutOf(columns, 'parquet', preset);
    if (layout !== undefined) return { layout, columns, rows: closingWith(rows(cellsOf), spool), close };
  } catch (error) {
    await close();
    throw error;
  }
  await close();
  return undefined;
}

async function* closingWith(rows: AsyncIterable<FileRow>, spool: Spool): AsyncGenerator<FileRow> {
  try {
    yield* rows;
  } finally {
    await spool.close();
  }
}
