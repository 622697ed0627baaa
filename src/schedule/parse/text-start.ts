import { ScheduleFileError } from './schedule-file-error.ts';

/** How much text is looked at before the layout is decided: enough for any header line. */
const START_CHARACTERS = 64 * 1024;

export type PeekedText = {
  /** The first characters, without leading blank space; at least one line unless the file has none. */
  start: string;
  /** All of the text from the beginning, the start included. */
  all: AsyncGenerator<string>;
};

/** Reads the beginning of a text without losing it. Throws `ScheduleFileError` for one that holds nothing. */
export async function peekText(pieces: AsyncGenerator<string>): Promise<PeekedText> {
  let head = '';
  let isEnded = false;
  let isBlank = true;
  while ((isBlank || head.length < START_CHARACTERS) && !isEnded) {
    const next = await pieces.next();
    if (next.done) isEnded = true;
    else {
      head += next.value;
      isBlank &&= next.value.trim() === '';
    }
  }
  const start = head.trimStart();
  if (start === '') {
    throw new ScheduleFileError(
      'empty',
      'the file is empty',
      'Give a file with a header line and at least one game.',
    );
  }
  async function* all(): AsyncGenerator<string> {
    yield head;
    if (!isEnded) yield* pieces;
  }
  return { start, all: all() };
}

/** Tells JSON from CSV by the first character; a web page is neither. */
export function detectFormat(start: string): 'csv' | 'json' {
  const first = start[0];
  if (first === '{' || first === '[') return 'json';
  if (first === '<') {
    throw new ScheduleFileError(
      'unknown_layout',
      'the file is a web page (it begins with "<"), not a schedule',
      'Download the data itself: the page has a link to CSV or JSON.',
    );
  }
  return 'csv';
}
