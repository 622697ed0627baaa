import { ScheduleFileError } from './schedule-file-error.ts';

/** 100 MB: the contract's limit for a schedule file. */
export const MAX_FILE_BYTES = 100 * 1024 * 1024;

/** What the first bytes of common non-text files are, so that the message can name them. */
const SIGNATURES: readonly { bytes: readonly number[]; what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP archive or an Excel workbook' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook' },
  { bytes: [0x1f, 0x8b], what: 'a gzip archive' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document' },
  { bytes: [0xff, 0xfe], what: 'text in UTF-16' },
  { bytes: [0xfe, 0xff], what: 'text in UTF-16' },
];

/**
 * Turns a byte stream into text, piece by piece, without a byte-order mark.
 * Throws `ScheduleFileError` for a file that is too large, not text, or not UTF-8.
 */
export async function* decodeText(
  source: AsyncIterable<Uint8Array | string>,
  maxBytes: number = MAX_FILE_BYTES,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let seenBytes = 0;
  for await (const piece of source) {
    const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
    if (bytes.length === 0) continue;
    if (seenBytes === 0) refuseKnownBinary(bytes);
    if (bytes.includes(0)) {
      throw new ScheduleFileError(
        'binary',
        `the file is not text: it has a zero byte at position ${seenBytes + bytes.indexOf(0) + 1}`,
        'Export the schedule as CSV or JSON in UTF-8.',
      );
    }
    const text = decode(decoder, bytes, seenBytes);
    seenBytes += bytes.length;
    if (seenBytes > maxBytes) {
      throw new ScheduleFileError(
        'too_large',
        `the file is larger than ${Math.round(maxBytes / 1024 / 1024)} MB`,
        'Split it, for example by season or league, and ingest the parts.',
      );
    }
    if (text !== '') yield text;
  }
  const rest = decode(decoder, undefined, seenBytes);
  if (rest !== '') yield rest;
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array | undefined,
  seenBytes: number,
): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (error) {
    throw new ScheduleFileError(
      'not_utf8',
      `the file is not in UTF-8 (somewhere after byte ${seenBytes})`,
      'Save it again with the encoding UTF-8.',
      { cause: error },
    );
  }
}

function refuseKnownBinary(bytes: Uint8Array): void {
  const found = SIGNATURES.find((signature) => signature.bytes.every((byte, index) => bytes[index] === byte));
  if (found) {
    throw new ScheduleFileError(
      'binary',
      `the file is ${found.what}`,
      'Export the schedule as CSV or JSON in UTF-8.',
    );
  }
}
