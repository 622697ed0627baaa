import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { asUtf8 } from '../../src/loads/as-utf8.ts';

/** A header, a line in UTF-8, one that Windows wrote (`M`, a no-break space, `Rennie`; `Málaga`), and one in UTF-8 again. */
const TABLE = Buffer.concat([
  Buffer.from('home,referee\r\nSaint-Étienne,Álvaro\r\n'),
  Buffer.from('M\xe1laga,M\xa0Rennie\r\n', 'latin1'),
  Buffer.from('Köln,–'),
]);
const READ = 'home,referee\r\nSaint-Étienne,Álvaro\r\nMálaga,M\u00a0Rennie\r\nKöln,–';

it.each([1, 2, 7, 16, 1_000])(
  'lines that Windows wrote become UTF-8, in chunks of %d bytes',
  async (size) => {
    const chunks = Array.from({ length: Math.ceil(TABLE.length / size) }, (_, index) =>
      TABLE.subarray(index * size, (index + 1) * size),
    );
    const mended: Buffer[] = [];
    for await (const part of asUtf8(Readable.from(chunks))) mended.push(part);
    expect(Buffer.concat(mended).toString('utf8')).toBe(READ);
  },
);
