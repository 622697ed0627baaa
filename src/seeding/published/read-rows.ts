import { Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { LoadFileError } from '../../loads/load-error.ts';
import type { QuarantinedRow } from '../../loads/load-record.ts';
import { isText } from '../../loads/storable-text.ts';
import type { Cells, RowFault } from './layouts/layout.ts';
import { type BoundLayout, recogniseLayout } from './recognise-layout.ts';

/** A row as it was read. */
export type PublishedRow = { line: number; cells: Cells };

/** A row that can be used by itself, or why not. */
export type ReadRow = { ok: true; row: PublishedRow } | { ok: false; refused: QuarantinedRow };

type CsvRecord = { record: string[]; info: Info };

/** The longest record that is believed; a larger one is a quote that was never closed. */
const MAX_RECORD_CHARACTERS = 1_000_000;

/** Finds the layout of a file and reads its rows as they come. Throws LoadFileError. */
export async function readPublished(
  bytes: AsyncIterable<Buffer>,
  preset: string | undefined,
): Promise<{ bound: BoundLayout; rows: AsyncIterable<ReadRow> }> {
  const source = Readable.from(bytes);
  // The parser is ahead of who reads: what it has read when it fails is lost on the way.
  const parsed = { lastLine: 0 };
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    on_record: (record, { lines }) => {
      parsed.lastLine = lines;
      return record;
    },
  });
  // A pipe does not hand on what befalls its source.
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  const records = wellFormed(parser as AsyncIterable<CsvRecord>, parsed);
  const first = await records.next();
  if (first.done === true)
    throw new LoadFileError('empty_file', 'the file is empty', 'Fetch it again, and look at its size.');
  const header = first.value.record;
  const bound = recogniseLayout(header, preset);
  return { bound, rows: rowsBehind(records, header.length, bound) };
}

/** The records of a text; where it breaks the rules of CSV, LoadFileError says behind which line. */
async function* wellFormed(
  records: AsyncIterable<CsvRecord>,
  parsed: { readonly lastLine: number },
): AsyncGenerator<CsvRecord> {
  try {
    yield* records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new LoadFileError(
      'malformed_csv',
      `the CSV text cannot be read after line ${parsed.lastLine}: a quoted field is not closed or is longer than a file's rows can be`,
      'Close the quote, or double it where it belongs to the text; nothing of the file was loaded.',
      { cause: error },
    );
  }
}

async function* rowsBehind(
  records: AsyncIterator<CsvRecord>,
  width: number,
  bound: BoundLayout,
): AsyncGenerator<ReadRow> {
  for (let next = await records.next(); next.done !== true; next = await records.next()) {
    const { record, info } = next.value;
    const row = { line: info.lines, cells: cellsOf(record, bound) };
    const fault = faultOf(record, width, row.cells, bound);
    yield fault === undefined ? { ok: true, row } : { ok: false, refused: refusedRow(row, fault, bound) };
  }
}

/** R writes `NA` where there is nothing. */
function cellsOf(record: readonly string[], { positions }: BoundLayout): Cells {
  const cells: Partial<Record<string, string>> = {};
  for (const [name, position] of positions) {
    const text = record[position]?.trim();
    if (text !== undefined && text !== '' && text !== 'NA') cells[name] = text;
  }
  return cells;
}

function faultOf(
  record: readonly string[],
  width: number,
  cells: Cells,
  { layout }: BoundLayout,
): RowFault | undefined {
  if (record.length !== width) {
    return {
      reason: 'broken_row',
      column: 'columns',
      problem: `the row has ${record.length} columns, the header ${width}`,
      remedy: 'Look for a comma too many or too few, or a quotation mark that is not closed.',
    };
  }
  const broken = Object.entries(cells).find(([, text]) => text !== undefined && !isText(text));
  if (broken !== undefined) {
    const remedy = 'Remove them, or write the field anew.';
    return {
      reason: 'unusable_text',
      column: broken[0],
      problem: 'it has characters that are no text',
      remedy,
    };
  }
  return layout.faultOf(cells);
}

/** A row for the quarantine, by the file's own names of its columns. */
export function refusedRow(
  { line, cells }: PublishedRow,
  { reason, column, problem, remedy }: RowFault,
  { fileNames }: BoundLayout,
): QuarantinedRow {
  const named = Object.entries(cells).map(([name, text]) => [fileNames.get(name) ?? name, text]);
  return {
    line,
    field: fileNames.get(column) ?? column,
    value: (cells[column] ?? '').slice(0, 200),
    reason,
    problem,
    remedy,
    raw: Object.fromEntries(named) as unknown,
  };
}
