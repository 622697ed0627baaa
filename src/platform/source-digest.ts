import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Hexadecimal digits of a digest: enough to tell versions of one program apart. */
const DIGITS = 8;

/**
 * A digest of all TypeScript files below folders, so that what they make of the same input can be told apart without a
 * number that somebody has to raise. Reads them at once; folders that are not there count as empty.
 */
export function sourceDigest(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const path of sourcesBelow(folder))
      hash
        .update(path)
        .update('\0')
        .update(readFileSync(join(folder, path)));
  }
  return hash.digest('hex').slice(0, DIGITS);
}

function sourcesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
