import { MAX_JSON_DEPTH, watchJsonDepth } from '../../platform/json-depth.ts';
import { findJsonFault } from './json-fault.ts';
import { ScheduleFileError } from './schedule-file-error.ts';

/** Reads a whole JSON text (the size limit of files bounds it) and says where it is wrong. */
export async function readJsonDocument(text: AsyncGenerator<string>): Promise<unknown> {
  const pieces: string[] = [];
  const depth = watchJsonDepth();
  for await (const piece of text) {
    if (!depth.isWithin(piece)) {
      throw new ScheduleFileError(
        'malformed_json',
        `the JSON text nests deeper than ${MAX_JSON_DEPTH} levels, which no schedule does`,
        'Give the schedule itself: an object or a list of games.',
      );
    }
    pieces.push(piece);
  }
  const whole = pieces.join('');
  try {
    return JSON.parse(whole);
  } catch (error) {
    throw new ScheduleFileError(
      'malformed_json',
      `the JSON text is wrong at ${placeWords(await findJsonFault(error, whole), whole)}`,
      'Correct it there; common causes are a missing comma, a comma too many and a download that broke off.',
      { cause: error },
    );
  }
}

function placeWords(position: number, whole: string): string {
  let line = 1;
  let lineStart = 0;
  for (let end = whole.indexOf('\n'); end >= 0 && end < position; end = whole.indexOf('\n', end + 1)) {
    line += 1;
    lineStart = end + 1;
  }
  const isEnd = position >= whole.trimEnd().length;
  return `line ${line}, column ${position - lineStart + 1}${isEnd ? ', where it breaks off' : ''}`;
}
