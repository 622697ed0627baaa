import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Bytes that are added at the end and read from anywhere, however many they are. */
export type Spool = {
  readonly byteLength: number;
  /** Adds bytes; where they begin. */
  add: (bytes: Buffer) => Promise<number>;
  /** The bytes from `start` up to and without `end`, as far as there are any. */
  read: (start: number, end: number) => Promise<Buffer>;
  /** Gives the place that they took back; nothing can be read afterwards. */
  close: () => Promise<void>;
};

/** Bytes that stay in memory. */
const HELD_BYTES = 8 * 1024 * 1024;

/**
 * Keeps up to `heldBytes` in memory, and all of what is more in a file of the system's folder for such (`TMPDIR`), which
 * has no name any more once it is open: whatever ends the process, nothing of it is left.
 */
export function createSpool(heldBytes = HELD_BYTES): Spool {
  let byteLength = 0;
  let held: Buffer[] = [];
  let file: FileHandle | undefined;

  async function putAside(): Promise<FileHandle> {
    const opened = await openNameless();
    await writeWhole(opened, Buffer.concat(held), 0);
    held = [];
    return opened;
  }

  return {
    get byteLength() {
      return byteLength;
    },
    async add(bytes) {
      const start = byteLength;
      byteLength += bytes.length;
      if (file === undefined) held.push(bytes);
      if (file !== undefined) await writeWhole(file, bytes, start);
      else if (byteLength > heldBytes) file = await putAside();
      return start;
    },
    async read(start, end) {
      if (file === undefined) {
        const whole = Buffer.concat(held);
        held = [whole];
        return whole.subarray(start, end);
      }
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(end, byteLength) - start));
      await readWhole(file, bytes, start);
      return bytes;
    },
    async close() {
      held = [];
      await file?.close();
      file = undefined;
    },
  };
}

/** What holds part of the bytes of a spool. */
type Place = Pick<FileHandle, 'write' | 'read'>;

/** A place that takes only part of what it is given is given the rest. Throws SpoolFullError where it takes no more. */
export async function writeWhole(file: Place, bytes: Buffer, start: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await orFull(file.write(bytes, done, bytes.length - done, start + done));
    if (bytesWritten === 0) throw new SpoolFullError();
    done += bytesWritten;
  }
}

/** Fills `bytes` with what stands from `start` on; throws where that ends before. */
export async function readWhole(file: Place, bytes: Buffer, start: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0)
      throw new Error(`the file for rows in ${tmpdir()} ends ${bytes.length - done} bytes too early`);
    done += bytesRead;
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);

async function orFull<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && FULL.has(String(error.code));
    throw isFull ? new SpoolFullError({ cause: error }) : error;
  }
}

/** The system's folder for such files takes no more; nothing is wrong with the file that is loaded. */
export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError';
  readonly code = 'no_space';
  readonly remedy =
    'Make room there, or name a folder with more (TMPDIR), and give the same command again: the load goes on where it was.';

  constructor(options?: ErrorOptions) {
    super(`there is no room for the rows of the file in ${tmpdir()}`, options);
  }
}

async function openNameless(): Promise<FileHandle> {
  const folder = await orFull(mkdtemp(path.join(tmpdir(), 'scoracle-load-')));
  try {
    return await orFull(open(path.join(folder, 'spool'), 'wx+'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bytes that are read at once. */
const PART_BYTES = 256 * 1024;

/** All that a spool holds, from its beginning. */
export async function* readSpool(spool: Spool): AsyncGenerator<Buffer> {
  for (let start = 0; start < spool.byteLength; start += PART_BYTES)
    yield await spool.read(start, start + PART_BYTES);
}
