import { ScheduleFileError } from './schedule-file-error.ts';

/** Reads a whole JSON text (the size limit of files bounds it) and says where it is wrong. */
export async function readJsonDocument(text: AsyncGenerator<string>): Promise<unknown> {
  const pieces: string[] = [];
  for await (const piece of text) pieces.push(piece);
  const whole = pieces.join('');
  try {
    return JSON.parse(whole);
  } catch (error) {
    throw new ScheduleFileError(
      'malformed_json',
      `the JSON text is wrong at ${placeOf(error, whole)}`,
      'Correct it there; common causes are a missing comma, a comma too many and a download that broke off.',
      { cause: error },
    );
  }
}

function placeOf(error: unknown, whole: string): string {
  const position = positionIn(error) ?? shortestWrongStart(whole) - 1;
  const before = whole.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  const isEnd = position >= whole.trimEnd().length;
  return `line ${line}, column ${column}${isEnd ? ', where it breaks off' : ''}`;
}

/** Some of the engine's messages hold the position. */
function positionIn(error: unknown): number | undefined {
  const found = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return found === undefined ? undefined : Number(found);
}

/**
 * The others do not, so the shortest beginning of the text that is wrong in itself is searched by halving; every
 * shorter one is only unfinished. One character more than the text has means that all of it is unfinished.
 */
function shortestWrongStart(whole: string): number {
  let unfinished = 0;
  let wrong = whole.length + 1;
  while (wrong - unfinished > 1) {
    const middle = Math.floor((unfinished + wrong) / 2);
    if (isUnfinished(whole.slice(0, middle))) unfinished = middle;
    else wrong = middle;
  }
  return wrong;
}

function isUnfinished(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const position = positionIn(error);
    if (position !== undefined) return position >= start.length;
    return error instanceof Error && /end of JSON|unterminated/i.test(error.message);
  }
}
