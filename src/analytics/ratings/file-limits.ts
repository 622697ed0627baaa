import { LoadFileError } from '../../loads/load-error.ts';

/** All results of a file are held at once: ten times those of every league that is known. */
const MOST_ROWS = 1_000_000;
const MOST_BYTES = 256 * 1024 * 1024;

export type FileLimits = { bytes: number; rows: number };

const LIMITS: FileLimits = { bytes: MOST_BYTES, rows: MOST_ROWS };

const REMEDY =
  'Rate it part by part: --initial takes the ratings that a part left as those with which the next one begins.';

/** The bytes of a file as long as there are not too many. Throws LoadFileError. */
export async function* withinBytes(
  bytes: AsyncIterable<Buffer>,
  source: string,
  { bytes: most }: FileLimits = LIMITS,
): AsyncGenerator<Buffer> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    if (count > most)
      throw new LoadFileError('too_large', `${source} has more than ${words(most)} bytes (unpacked)`, REMEDY);
    yield chunk;
  }
}

/** The rows of a file as long as there are not too many. Throws LoadFileError. */
export async function* withinRows<Row>(
  rows: AsyncIterable<Row>,
  source: string,
  { rows: most }: FileLimits = LIMITS,
): AsyncGenerator<Row> {
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > most)
      throw new LoadFileError('too_large', `${source} has more than ${words(most)} rows`, REMEDY);
    yield row;
  }
}

function words(count: number): string {
  return count.toLocaleString('en');
}
