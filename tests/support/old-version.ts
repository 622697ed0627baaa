import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from './test-app.ts';

const run = promisify(execFile);

/** An earlier version of this project, with the libraries of the present one. */
export type OldVersion = {
  folder: string;
  /** Migrations that it knows. */
  migrations: number;
  remove: () => Promise<void>;
};

/**
 * Lays out the last version before a migration (the name of its file) in a folder of its own. Says why it cannot where
 * the history is not there, as in a shallow clone.
 */
export async function layOutVersionBefore(migration: string): Promise<OldVersion | { missing: string }> {
  const commit = await parentOfFirst(`drizzle/${migration}`);
  if (commit === undefined) return { missing: `the history here does not reach back before ${migration}` };
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-old-'));
  const archive = path.join(folder, 'old.tar');
  const parts = ['src', 'workers', 'drizzle', 'package.json'];
  await git('archive', '--format=tar', `--output=${archive}`, commit, ...parts);
  await mkdir(path.join(folder, 'old'));
  await run('tar', ['-xf', archive, '-C', path.join(folder, 'old')]);
  await symlink(path.join(PROJECT_ROOT, 'node_modules'), path.join(folder, 'old', 'node_modules'));
  const files = await readdir(path.join(folder, 'old', 'drizzle'));
  return {
    folder: path.join(folder, 'old'),
    migrations: files.filter((name) => name.endsWith('.sql')).length,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The commit before the one that brought a file; undefined where that is not known. */
async function parentOfFirst(file: string): Promise<string | undefined> {
  try {
    const added = await git('log', '--format=%H', '--diff-filter=A', '--', file);
    const first = added.trim().split('\n').at(-1) ?? '';
    return (await git('rev-parse', '--verify', '--quiet', `${first}^`)).trim();
  } catch {
    // No git, no repository, or one without the beginning of its history.
    return undefined;
  }
}

async function git(...args: string[]): Promise<string> {
  return (await run('git', ['-C', PROJECT_ROOT, ...args])).stdout;
}
