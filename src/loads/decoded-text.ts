import { asUtf8 } from './as-utf8.ts';

/** The encoding of a text by its first bytes: UTF-16 where a byte order mark says so, else UTF-8. */
export function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** The text of bytes as they come, without a byte order mark. */
export async function* decodedText(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The text of a table; lines of one in UTF-8 may be in Windows' own encoding. */
export function tableText(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  return decodedText(encoding === 'utf-8' ? asUtf8(bytes) : bytes, encoding);
}
