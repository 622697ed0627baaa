import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT, listFiles } from '../architecture/source-files.ts';

/** Paths that the Dockerfile copies out of the project, in every stage. */
export function copiedPaths(dockerfile: string): string[] {
  return dockerfile
    .split('\n')
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
}

/** Whether `.dockerignore` keeps a file out: the last pattern that matches it or a folder above it decides. */
export function isIgnored(file: string, patterns: readonly string[]): boolean {
  const parts = file.split('/');
  const names = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  let isOut = false;
  for (const pattern of patterns) {
    const glob = pattern.replace(/^!/, '');
    // To Docker, `*` includes the names that begin with a dot.
    if (glob === '*' || names.some((name) => path.matchesGlob(name, glob))) isOut = !pattern.startsWith('!');
  }
  return isOut;
}

/** Every file of the project that ends up in the image, `.npmrc` and the lock file included. */
export function imageFiles(): string[] {
  const patterns = readProjectFile('.dockerignore')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const copied = new Set(copiedPaths(readProjectFile('Dockerfile')));
  return [...copied]
    .flatMap((name) => (path.extname(name) === '' && !name.startsWith('.') ? listFiles(name) : [name]))
    .filter((file) => !isIgnored(file, patterns) && existsSync(path.join(PROJECT_ROOT, file)))
    .toSorted();
}

export function readProjectFile(file: string): string {
  return readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
}
