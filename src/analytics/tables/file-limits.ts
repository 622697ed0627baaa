import { LoadFileError } from '../../loads/load-error.ts';

/** How much of a file is held, and what to do with a larger one. */
export type FileLimits = { bytes: number; rows: number; remedy: string };

/** The bytes of a file as long as there are not too many. Throws LoadFileError. */
export async function* withinBytes(
  bytes: AsyncIterable<Buffer>,
  source: string,
  { bytes: most, remedy }: FileLimits,
): AsyncGenerator<Buffer> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    if (count > most)
      throw new LoadFileError('too_large', `${source} has more than ${words(most)} bytes (unpacked)`, remedy);
    yield chunk;
  }
}

/** The rows of a file as long as there are not too many. Throws LoadFileError. */
export async function* withinRows<Row>(
  rows: AsyncIterable<Row>,
  source: string,
  { rows: most, remedy }: FileLimits,
): AsyncGenerator<Row> {
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > most)
      throw new LoadFileError('too_large', `${source} has more than ${words(most)} rows`, remedy);
    yield row;
  }
}

function words(count: number): string {
  return count.toLocaleString('en');
}
