import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where Linux keeps files in memory. */
const MEMORY_FOLDER = '/dev/shm';

/** Far more than the suite's databases take at once; as a rule half of the machine's memory may be used so. */
const AMPLE_BYTES = 3 * 1024 ** 3;

/**
 * Makes a folder for data that nobody needs after the run: in memory where there is ample room, because each of the
 * hundreds of test databases is a thousand files, and in the usual folder for such things everywhere else.
 */
export async function makeQuickFolder(prefix: string): Promise<string> {
  return mkdtemp(path.join((await hasRoom(MEMORY_FOLDER)) ? MEMORY_FOLDER : tmpdir(), prefix));
}

async function hasRoom(folder: string): Promise<boolean> {
  try {
    const { bsize, bavail } = await statfs(folder);
    return bsize * bavail >= AMPLE_BYTES;
  } catch {
    // Systems other than Linux have no such folder.
    return false;
  }
}
