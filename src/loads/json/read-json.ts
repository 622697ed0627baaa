import { MAX_JSON_DEPTH } from '../../platform/json-depth.ts';
import { findJsonFault } from './json-fault.ts';
import { JsonTextError } from './json-text-error.ts';
import { type SplitJson, createJsonSplitter } from './split-json.ts';

/** Strings, which are kept, and the values that Python's programs write although JSON has none of them. */
const STRING_OR_NO_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** Texts up to this length are read whole; longer ones are taken apart. */
const WHOLE_CHARACTERS = 1024 * 1024;

/** A JSON document of which long lists are not held: they have their first entry alone. */
export type JsonDocument = {
  document: unknown;
  /** All entries of a list of the document. */
  entriesOf: (list: readonly unknown[]) => Iterable<unknown>;
};

/**
 * Reads a JSON text and says where it is wrong. JSON lines, one object on each, are read as a list; `NaN` is read as
 * nothing. Throws JsonTextError. The lists of a long text, or its lines, are packed as they come in and parsed piece by piece. A text that is no
 * JSON is read once more as a whole (the size limit of files bounds it).
 */
export async function readJsonDocument(
  text: AsyncGenerator<string>,
  wholeCharacters = WHOLE_CHARACTERS,
): Promise<JsonDocument> {
  const splitter = createJsonSplitter();
  let start = '';
  let isLong = false;
  for await (const piece of text) {
    if (!splitter.take(piece)) {
      throw new JsonTextError(
        `the JSON text nests deeper than ${MAX_JSON_DEPTH} levels, which no file of data does`,
        'Give the data themselves: an object, or a list of entries.',
      );
    }
    if (!isLong) start += piece;
    isLong ||= start.length > wholeCharacters;
    if (isLong) start = '';
  }
  if (!isLong) return readWhole(start);
  const split = splitter.end();
  return (split.lines ? readLines(split.lines) : readApart(split)) ?? readWhole(split.whole());
}

async function readWhole(whole: string): Promise<JsonDocument> {
  return { document: await documentOf(whole), entriesOf: (list) => list };
}

async function documentOf(whole: string): Promise<unknown> {
  try {
    return JSON.parse(whole);
  } catch (error) {
    const place = await findJsonFault(error, whole);
    return readOtherwise(whole, place) ?? refuse(whole, place, error);
  }
}

/** The document of a text that was taken apart; undefined where a piece of it is no JSON. */
function readApart(split: SplitJson): JsonDocument | undefined {
  const firsts: unknown[] = [];
  for (let list = 0; list < split.lists; list += 1) {
    const first = firstOfList(split, list);
    if (!first) return undefined;
    firsts.push(first);
  }
  const document = parsed(split.skeleton());
  if (document === undefined) return undefined;
  const numbers = new Map<readonly unknown[], number>();
  const fields: unknown[] = Array.isArray(document) ? [document] : Object.values(document ?? {});
  for (const field of fields) {
    if (!Array.isArray(field)) continue;
    const list = Number(field[0]);
    numbers.set(field, list);
    field.splice(0, 1, ...(firsts[list] as unknown[]));
  }
  return {
    document,
    *entriesOf(list) {
      const number = numbers.get(list);
      if (number === undefined) yield* list;
      else for (const chunk of split.chunksOf(number)) yield* entriesIn(chunk) ?? [];
    },
  };
}

/** The list of JSON lines that were taken apart; undefined where a piece of them is no JSON. */
function readLines(chunks: () => Iterable<string>): JsonDocument | undefined {
  let document: unknown[] | undefined;
  for (const chunk of chunks()) {
    const entries = entriesIn(chunk);
    if (!Array.isArray(entries)) return undefined;
    document ??= entries.slice(0, 1);
  }
  const lines = document ?? [];
  return {
    document: lines,
    *entriesOf(list) {
      if (list !== lines) yield* list;
      else for (const chunk of chunks()) yield* entriesIn(chunk) ?? [];
    },
  };
}

/** The first entry of a list, none of an empty one; undefined where a piece of the list is no JSON. */
function firstOfList(split: SplitJson, list: number): unknown[] | undefined {
  let first: unknown[] | undefined;
  let isEmpty = false;
  for (const chunk of split.chunksOf(list)) {
    const entries = entriesIn(chunk);
    // Nothing stands on one side of a comma.
    if (entries === undefined || isEmpty || (first && entries.length === 0)) return undefined;
    isEmpty = entries.length === 0;
    first ??= entries.slice(0, 1);
  }
  return first;
}

function entriesIn(chunk: string): unknown[] | undefined {
  return (parsed(chunk) ?? parsed(withoutNoNumbers(chunk))) as unknown[] | undefined;
}

function withoutNoNumbers(text: string): string {
  return text.replaceAll(STRING_OR_NO_NUMBER, (found) => (found.startsWith('"') ? found : 'null'));
}

/** What is no JSON and can only be meant in one way. */
function readOtherwise(whole: string, place: number): unknown {
  const isNoNumber = /^-?(?:NaN|Infinity)\b/.test(whole.slice(place, place + 12));
  if (isNoNumber) {
    const plain = withoutNoNumbers(whole);
    return parsed(plain) ?? ofLines(linesOf(plain));
  }
  if (whole[place] !== '{') return undefined;
  const lines = linesOf(whole);
  return ofLines(lines) ?? ofLines(lines.map(withoutNoNumbers));
}

/** The lines of a text that begins with an object, empty ones left out; none of any other. */
function linesOf(whole: string): string[] {
  if (!whole.trimStart().startsWith('{')) return [];
  return whole.split(/\r?\n/).filter((line) => line.trim() !== '');
}

function ofLines(lines: readonly string[]): unknown {
  return lines.length < 2 ? undefined : parsed(`[${lines.join(',')}]`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Throws of JSON lines the first that is wrong: the one before it says nothing of what is to be mended. */
function refuseWrongLine(whole: string, cause: unknown): void {
  const lines = whole.split(/\r?\n/);
  const written = [...lines.entries()].filter(([, line]) => line.trim() !== '');
  const [first, second] = written;
  const isRight = (line: string) =>
    parsed(line) !== undefined || parsed(withoutNoNumbers(line)) !== undefined;
  if (first === undefined || second === undefined || !first[1].trimStart().startsWith('{')) return;
  if (!isRight(first[1])) return;
  const wrong = written.find(([, line]) => !isRight(line));
  if (wrong === undefined) return;
  const shown = wrong[1].trim().slice(0, 60);
  throw new JsonTextError(
    `line ${wrong[0] + 1} of the JSON lines is no object that is whole: ${JSON.stringify(shown)}`,
    'Write one whole object on each line, with nothing between them; or put all of them into one list.',
    { cause },
  );
}

function refuse(whole: string, place: number, cause: unknown): never {
  refuseWrongLine(whole, cause);
  const isSecond = whole.slice(0, place).trim() !== '' && parsed(whole.slice(0, place)) !== undefined;
  if (isSecond) {
    throw new JsonTextError(
      `the JSON text is over before ${placeWords(place, whole)}, where something else begins`,
      'Put all entries into one list; several documents in one file are not read.',
      { cause },
    );
  }
  throw new JsonTextError(
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
