import { type CsvRecord, csvRecords } from './csv-records.ts';
import { encodingOf, tableText } from './decoded-text.ts';
import { LoadFileError } from './load-error.ts';

/** A table of text: the names in its header line, and the records behind it as they come. */
export type CsvTable = { columns: readonly string[]; records: AsyncIterable<CsvRecord> };

/** A header line is in here, whatever else is. */
const HEAD_CHARACTERS = 65_536;

/** Opens a CSV file (unpacked; UTF-8, or UTF-16 with its mark). Throws LoadFileError for one without a header. */
export async function openCsvTable(bytes: AsyncIterable<Buffer>): Promise<CsvTable> {
  const text = textOf(bytes);
  let head = '';
  let isOver = false;
  while (!isOver && head.length < HEAD_CHARACTERS && !/[^\s,][^\r\n]*[\r\n]/.test(head)) {
    const next = await text.next();
    if (next.done === true) isOver = true;
    else head += next.value;
  }
  const start = head.trimStart();
  if (start === '') throw new LoadFileError('empty', 'the file is empty', 'Give a file with a header line.');
  const [header = ''] = start.split(/\r\n|\n|\r/, 1);
  const columns = header.split(',').map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
  return { columns, records: behindHeader(csvRecords(rejoined(head, text), columns.length)) };
}

async function* textOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const source = bytes[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done === true) return;
  async function* whole(): AsyncGenerator<Buffer> {
    yield first.value as Buffer;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  }
  yield* tableText(whole(), encodingOf(first.value));
}

async function* rejoined(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

/** Spreadsheets leave rows of nothing but separators. */
async function* behindHeader(records: AsyncIterable<CsvRecord>): AsyncGenerator<CsvRecord> {
  let isHeader = true;
  for await (const record of records) {
    if (record.cells.every((cell) => cell.trim() === '')) continue;
    if (!isHeader) yield record;
    isHeader = false;
  }
}
