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
    await opened.writev(held);
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
      if (file !== undefined) await file.write(bytes, 0, bytes.length, start);
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
      await file.read(bytes, 0, bytes.length, start);
      return bytes;
    },
    async close() {
      held = [];
      await file?.close();
      file = undefined;
    },
  };
}

async function openNameless(): Promise<FileHandle> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-load-'));
  try {
    return await open(path.join(folder, 'spool'), 'wx+');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
