import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { detectDelimiter, readHeader } from './csv-header.ts';
import { ScheduleFileError } from './schedule-file-error.ts';

/** The longest record that is believed; a larger one is a quote that was never closed. */
const MAX_RECORD_CHARACTERS = 1_000_000;

type CsvRecord = { line: number; raw: string; cells: readonly string[] };

export type CsvTable = {
  header: ReturnType<typeof readHeader>;
  /** The header as it stands in the file. */
  headerLine: string;
  /** The records after the header, one at a time, without blank ones. */
  records: AsyncGenerator<CsvRecord>;
};

/** Opens a CSV text: finds its separator, reads the header, and yields the records as they arrive. */
export async function openCsv(start: string, text: AsyncGenerator<string>): Promise<CsvTable> {
  const headerLine = start.split(/\r?\n|\r/).find((line) => /[^\s,;]/.test(line) && !isRemark(line)) ?? '';
  if (/^\s*[[{]/.test(headerLine)) {
    throw new ScheduleFileError(
      'unknown_layout',
      'the file is JSON, and was to be read as CSV',
      'Send it as JSON (over HTTP with Content-Type: application/json), or leave out --format.',
    );
  }
  const records = readRecords(text, detectDelimiter(headerLine));
  for (;;) {
    const first = await records.next();
    if (first.done) {
      throw new ScheduleFileError(
        'empty',
        'the file has no header line',
        'Add a header line that names the columns.',
      );
    }
    if (!isRemark(first.value.raw) && first.value.cells.some((cell) => /[^\s,;]/.test(cell))) {
      const header = readHeader(first.value.cells);
      return {
        header,
        headerLine: first.value.raw,
        records: withoutBlanks(records),
      };
    }
  }
}

/** Sports-reference puts a line with a request to cite above its tables, spreadsheets one with the separator. */
function isRemark(line: string): boolean {
  return /^\s*(---|#|sep=)/i.test(line);
}

async function* withoutBlanks(records: AsyncGenerator<CsvRecord>): AsyncGenerator<CsvRecord> {
  for await (const record of records) {
    if (record.cells.every((cell) => cell.trim() === '')) continue;
    yield record;
  }
}

async function* readRecords(text: AsyncGenerator<string>, delimiter: string): AsyncGenerator<CsvRecord> {
  const parser = parse({
    delimiter,
    info: true,
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  });
  // A failure of the source reaches the reader through the parser; the callback has nothing to add.
  pipeline(Readable.from(text), parser, () => undefined);
  let lastLine = 0;
  try {
    for await (const chunk of parser as AsyncIterable<{
      record: string[];
      raw: string;
      info: { lines: number };
    }>) {
      const raw = chunk.raw.replace(/^[\r\n]+|[\r\n]+$/g, '');
      lastLine = chunk.info.lines;
      yield { line: lastLine - countLineBreaks(raw), raw, cells: chunk.record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ScheduleFileError(
      'malformed_csv',
      `the CSV text cannot be read after line ${lastLine}: a quoted field is not closed or is longer than a file's rows can be`,
      'Close the quote, or double it where it belongs to the text.',
      { cause: error },
    );
  }
}

function countLineBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
