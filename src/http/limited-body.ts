import type { Readable } from 'node:stream';
import { HttpProblem } from './problem.ts';

/** Largest body that is streamed, a schedule file, as the contract has it. */
export const MAX_STREAM_BYTES = 100 * 1024 * 1024;

/** Passes a body on, with each chunk to `note`; throws HttpProblem 413 as soon as it is larger than `maxBytes`. */
export async function* limitedBody(
  body: Readable,
  maxBytes: number,
  note?: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  let received = 0;
  // The request stays open, so that the answer to a body that is refused half-way can still be sent on it.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    received += bytes.length;
    if (received > maxBytes) throw tooLarge(maxBytes);
    note?.(bytes);
    yield bytes;
  }
}

/** The answer to a body that is too large. */
export function tooLarge(maxBytes: number): HttpProblem {
  return new HttpProblem('too_large', `The body is larger than ${Math.round(maxBytes / 1024 / 1024)} MB.`, {
    remedy: 'Split the file, for example by season.',
  });
}

/** One text as a body of its own. */
export async function* textBody(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text, 'utf8');
}
