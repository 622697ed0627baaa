import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** A text in a fraction of its memory; made and read in turn, so it is meant for pieces of some ten kilobytes. */
export type PackedText = { bytes: Buffer; textBytes: number };

/** The smallest piece of memory that the decompressor takes. */
const LEAST_CHUNK = 64;

export function packText(text: string): PackedText {
  const plain = Buffer.from(text);
  const packed = zstdCompressSync(plain);
  // The compressor's answer holds on to a larger piece of memory than it needs.
  const bytes = Buffer.allocUnsafeSlow(packed.length);
  packed.copy(bytes);
  return { bytes, textBytes: plain.length };
}

export function unpackText({ bytes, textBytes }: PackedText): string {
  return zstdDecompressSync(bytes, { chunkSize: Math.max(textBytes, LEAST_CHUNK) }).toString();
}
