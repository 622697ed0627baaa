import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LoadFileError } from './load-error.ts';

const GZIP_MAGIC = [0x1f, 0x8b];

/** The bytes of a file; of a packed one those that were packed. */
export function unpacked(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  return (async function* () {
    const source = chunks[Symbol.asyncIterator]();
    let head = Buffer.alloc(0);
    while (head.length < GZIP_MAGIC.length) {
      const next = await source.next();
      if (next.done === true) break;
      head = Buffer.concat([head, next.value]);
    }
    const whole = restOf(head, source);
    if (GZIP_MAGIC.every((byte, index) => head[index] === byte)) yield* gunzipped(whole);
    else yield* whole;
  })();
}

async function* restOf(head: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
}

async function* gunzipped(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(packed);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) yield Buffer.from(chunk as Buffer);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    throw new LoadFileError(
      'broken_file',
      'the packed file is broken or ends too early',
      'Fetch or copy it again; what of it was read before is kept, and loading it again goes on from there.',
      { cause: error },
    );
  }
}
