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

/** The engine's message holds the position, except at the end of the text. */
function placeOf(error: unknown, whole: string): string {
  const found = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  const position = found === undefined ? whole.length : Number(found);
  const before = whole.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  const isEnd = position >= whole.trimEnd().length;
  return `line ${line}, column ${column}${isEnd ? ', where it breaks off' : ''}`;
}
