import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { LoadFileError } from './load-error.ts';

/** A record of a CSV text, with the line on which it begins. */
export type CsvRecord = {
  line: number;
  cells: readonly string[];
  /** A quotation mark is opened there and never closed. */
  isUnclosed: boolean;
};

/** Lines over which a quoted cell may go; behind them its quotation mark is one that was never closed. */
const MOST_LINES = 20;

/** The longest line that is believed. */
const MOST_CHARACTERS = 1_000_000;

/**
 * The records of a CSV text as they come, of `width` columns. A quotation mark that is not closed takes its own line
 * and none of those behind it. Throws LoadFileError where a line has no end.
 */
export async function* csvRecords(text: AsyncIterable<string>, width: number): AsyncGenerator<CsvRecord> {
  const held: string[] = [];
  let line = 1;
  for await (const next of linesOf(text)) {
    held.push(next);
    yield* complete(false);
  }
  yield* complete(true);

  function* complete(isEnd: boolean): Generator<CsvRecord> {
    while (held.length > 0) {
      const found = firstRecord(held, width, isEnd);
      if (found === undefined) return;
      const { lines, ...record } = found;
      yield { line, ...record };
      held.splice(0, lines);
      line += lines;
    }
  }
}

type Found = Omit<CsvRecord, 'line'> & { lines: number };

/** Undefined where lines that are still to come may close a quotation mark. */
function firstRecord(held: readonly string[], width: number, isEnd: boolean): Found | undefined {
  const [first = ''] = held;
  const alone = recordOf(first);
  if (alone !== undefined) return { lines: 1, cells: alone, isUnclosed: false };
  for (let lines = 2; lines <= held.length; lines += 1) {
    const cells = recordOf(held.slice(0, lines).join('\n'));
    if (cells?.length === width) return { lines, cells, isUnclosed: false };
  }
  if (!isEnd && held.length < MOST_LINES) return undefined;
  return { lines: 1, cells: first.split(','), isUnclosed: true };
}

function recordOf(text: string): readonly string[] | undefined {
  if (!text.includes('"')) return text.split(',');
  try {
    const records = parse(text, { relax_column_count: true, relax_quotes: true });
    return records.length === 1 ? records[0] : undefined;
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const part of text) {
    rest += part;
    // A carriage return at the end may be half of what ends the line.
    const half = rest.endsWith('\r') ? '\r' : '';
    const lines = rest.slice(0, rest.length - half.length).split(/\r\n|\n|\r/);
    rest = `${lines.pop() ?? ''}${half}`;
    yield* lines;
    if (rest.length > MOST_CHARACTERS)
      throw new LoadFileError(
        'broken_file',
        `a line of the file is longer than ${MOST_CHARACTERS} characters`,
        'Fetch or copy the file again.',
      );
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}
