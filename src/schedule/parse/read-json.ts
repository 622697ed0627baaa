import { MAX_JSON_DEPTH, watchJsonDepth } from '../../platform/json-depth.ts';
import { findJsonFault } from './json-fault.ts';
import { ScheduleFileError } from './schedule-file-error.ts';

/** Strings, which are kept, and the values that Python's programs write although JSON has none of them. */
const STRING_OR_NO_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * Reads a whole JSON text (the size limit of files bounds it) and says where it is wrong. JSON lines, one object on
 * each, are read as a list; `NaN` is read as nothing.
 */
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
    const place = await findJsonFault(error, whole);
    return readOtherwise(whole, place) ?? refuse(whole, place, error);
  }
}

/** What is no JSON and can only be meant in one way. */
function readOtherwise(whole: string, place: number): unknown {
  if (/^-?(?:NaN|Infinity)\b/.test(whole.slice(place, place + 12))) {
    return parsed(whole.replaceAll(STRING_OR_NO_NUMBER, (found) => (found.startsWith('"') ? found : 'null')));
  }
  if (!whole.trimStart().startsWith('{') || whole[place] !== '{') return undefined;
  const lines = whole.split(/\r?\n/).filter((line) => line.trim() !== '');
  return parsed(`[${lines.join(',')}]`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refuse(whole: string, place: number, cause: unknown): never {
  const isSecond = whole.slice(0, place).trim() !== '' && parsed(whole.slice(0, place)) !== undefined;
  if (isSecond) {
    throw new ScheduleFileError(
      'malformed_json',
      `the JSON text is over before ${placeWords(place, whole)}, where something else begins`,
      'Put all games into one list; several documents in one file are not read.',
      { cause },
    );
  }
  throw new ScheduleFileError(
    'malformed_json',
    `the JSON text is wrong at ${placeWords(place, whole)}`,
    'Correct it there; common causes are a missing comma, a comma too many and a download that broke off.',
    { cause },
  );
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
