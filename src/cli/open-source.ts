import { type Stats, createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { missingFileError } from '../schedule/parse/schedule-file-error.ts';

/** A file that is being read, and how much of it has been. */
export type OpenSource = {
  /** Read once; streams, so that memory does not grow with the file. */
  chunks: AsyncIterable<Buffer>;
  /** File name as people recognise it. */
  name: string;
  /** Part read so far, 0 to 1; undefined where the size is unknown (standard input, pipes). */
  fractionRead: () => number | undefined;
};

/** Opens a schedule file, or standard input for `-`. Throws ScheduleFileError when there is nothing to read. */
export async function openSource(file: string, stdin: NodeJS.ReadStream): Promise<OpenSource> {
  if (file === '-') return { chunks: stdin, name: 'standard input', fractionRead: () => undefined };
  const facts = await statFile(file);
  if (facts.isDirectory()) throw missingFileError(file, new Error('it is a folder'));
  let bytesRead = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of createReadStream(file)) {
        const buffer = Buffer.from(chunk);
        bytesRead += buffer.length;
        yield buffer;
      }
    } catch (error) {
      if (bytesRead === 0 && isSystemError(error)) throw missingFileError(file, error);
      throw error;
    }
  }
  const isSized = facts.isFile() && facts.size > 0;
  return {
    chunks: chunks(),
    name: path.basename(file),
    fractionRead: () => (isSized ? bytesRead / facts.size : undefined),
  };
}

async function statFile(file: string): Promise<Stats> {
  try {
    return await stat(file);
  } catch (error) {
    throw missingFileError(file, error);
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
