import { isUtf8 } from 'node:buffer';

const LINE_FEED = 0x0a;
const WINDOWS = new TextDecoder('windows-1252');

/**
 * The bytes of a table in UTF-8, of which single lines may be in Windows' own encoding: published files have some, where
 * somebody typed a no-break space or an accent. Those lines become UTF-8, all others stay as they are.
 */
export async function* asUtf8(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = all.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) yield linesAsUtf8(all.subarray(0, end));
    rest = all.subarray(end);
  }
  if (rest.length > 0) yield linesAsUtf8(rest);
}

function linesAsUtf8(lines: Buffer): Buffer {
  if (isUtf8(lines)) return lines;
  const mended: Buffer[] = [];
  for (let start = 0; start < lines.length; ) {
    const feed = lines.indexOf(LINE_FEED, start);
    const end = feed < 0 ? lines.length : feed + 1;
    const line = lines.subarray(start, end);
    mended.push(isUtf8(line) ? line : Buffer.from(WINDOWS.decode(line)));
    start = end;
  }
  return Buffer.concat(mended);
}
