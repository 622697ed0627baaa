import { Readable } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import { type EventOfBody, bodyRows } from './body-rows.ts';
import { BODY_PRESET, type CsvColumns, recogniseHeader } from './csv-layouts.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import { decodedText } from '../../loads/decoded-text.ts';
import type { RawRow, ReadingChoices, RowField } from './raw-rows.ts';

/** The rows of a file and the layout that it was found to have. */
export type FileRows = {
  preset: string;
  rows: AsyncIterable<RawRow> | Iterable<RawRow>;
  /** The events of a body, which tells those without prices as well; all of them once all rows are read. */
  events: readonly EventOfBody[];
};

/** Reads rows as they come, those of a body event by event. Throws LoadFileError where the file is of no known layout. */
export async function fileRows(bytes: AsyncIterable<Buffer>, choices: ReadingChoices): Promise<FileRows> {
  const source = bytes[Symbol.asyncIterator]();
  const { head, first } = await firstLetter(source);
  if (first === '') throw emptyFile();
  const whole = rejoined(head, source);
  if (first === '[' || first === '{') {
    if (choices.preset !== undefined && choices.preset !== BODY_PRESET) throw notThatLayout(choices.preset);
    return { preset: BODY_PRESET, ...(await bodyRows(decodedText(whole, 'utf-8'), choices)) };
  }
  if (choices.preset === BODY_PRESET) throw notThatLayout(choices.preset);
  return csvRows(whole, choices.preset);
}

function emptyFile(): LoadFileError {
  return new LoadFileError('empty_file', 'the file is empty', 'Fetch it again, and look at its size.');
}

function notThatLayout(preset: string): LoadFileError {
  return new LoadFileError(
    'unknown_layout',
    `the file is not of the layout ${preset}`,
    'Leave --preset out: the layout is recognised by the header or the shape.',
  );
}

async function firstLetter(source: AsyncIterator<Buffer>): Promise<{ head: Buffer; first: string }> {
  let head = Buffer.alloc(0);
  for (;;) {
    const first = head
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trimStart()[0];
    if (first !== undefined && head.length > 3) return { head, first };
    const next = await source.next();
    if (next.done === true) return { head, first: first ?? '' };
    head = Buffer.concat([head, next.value]);
  }
}

async function* rejoined(head: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
}

type CsvRecord = { record: string[]; info: Info };

async function csvRows(bytes: AsyncIterable<Buffer>, preset: string | undefined): Promise<FileRows> {
  const source = Readable.from(bytes);
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  // A pipe does not hand on what befalls its source.
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  const records = (parser as AsyncIterable<CsvRecord>)[Symbol.asyncIterator]();
  const first = await records.next();
  if (first.done === true) throw emptyFile();
  const header = first.value.record;
  const columns = recogniseHeader(header, preset);
  return { preset: columns.preset, rows: rowsBehind(records, header, columns), events: [] };
}

async function* rowsBehind(
  records: AsyncIterator<CsvRecord>,
  header: readonly string[],
  columns: CsvColumns,
): AsyncGenerator<RawRow> {
  for (let next = await records.next(); next.done !== true; next = await records.next()) {
    const { record, info } = next.value;
    yield rowOf(record, info.lines, header, columns);
  }
}

function rowOf(
  cells: readonly string[],
  line: number,
  header: readonly string[],
  { positions, names }: CsvColumns,
): RawRow {
  const fields: Partial<Record<RowField, string>> = {};
  for (const [field, position] of positions) {
    const text = cells[position]?.trim();
    if (text !== undefined && text !== '') fields[field] = text;
  }
  const row = { line, fields, names, raw: cells };
  if (cells.length === header.length) return row;
  const problem = `the row has ${cells.length} columns, the header ${header.length}`;
  const remedy = 'Look for a comma too many or too few, or a quotation mark that is not closed.';
  return { ...row, broken: { field: 'columns', value: String(cells.length), problem, remedy } };
}
