import { LoadFileError } from '../load-error.ts';
import { JsonTextError } from './json-text-error.ts';
import { type JsonDocument, readJsonDocument } from './read-json.ts';

/** A longer text, broken in the middle, could not be looked through for the place. */
const MOST_CHARACTERS = 256 * 1024 * 1024;

/**
 * The JSON of a file that is loaded; the entries of its long lists are packed, and made anew one after the other. Throws
 * LoadFileError where it is none or too long.
 */
export async function jsonOfFile(text: AsyncIterable<string>): Promise<JsonDocument> {
  try {
    return await readJsonDocument(within(text));
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new LoadFileError('broken_file', error.message, `${error.remedy} Or fetch or copy it again.`, {
      cause: error,
    });
  }
}

async function* within(text: AsyncIterable<string>): AsyncGenerator<string> {
  let characters = 0;
  for await (const piece of text) {
    characters += piece.length;
    if (characters > MOST_CHARACTERS) {
      const problem = `the JSON text is larger than ${MOST_CHARACTERS / 1024 / 1024} MB`;
      throw new LoadFileError('too_large', problem, 'Split it, for example by season, and load the parts.');
    }
    yield piece;
  }
}
