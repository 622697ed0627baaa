import { randomBytes } from 'node:crypto';
import { lstat, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresBinaries, copyBinaries, whyNotRunnable } from './binaries.ts';
import { EmbeddedPostgresError, USE_DATABASE_URL, withDirectoryErrors } from './embedded-postgres-error.ts';
import { ensureOwnDirectory, type InstancePaths, privateMode, shortHash } from './layout.ts';
import { stopLeftoverPostmaster } from './leftover-postmaster.ts';
import type { ProcessIdentity } from './run-command.ts';
import { canEnter } from './server-user.ts';

/**
 * The folder in which the data and its password live.
 *
 * It is the instance folder, unless we are root and the server's user cannot enter that (a clone below
 * /root, say). Then it is a folder below /var/tmp, or the temporary folder, that belongs to root and can be
 * passed through but not written by others, so that nobody can put something of his own in its place.
 */
export async function chooseDataHome(
  paths: InstancePaths,
  projectRoot: string,
  serverUser: ProcessIdentity | undefined,
): Promise<string> {
  if (!serverUser) return paths.directory;
  if (await canEnter(paths.directory, serverUser)) return paths.directory;
  const inPlace = await lstat(join(paths.directory, 'data')).catch(() => undefined);
  if (inPlace) {
    throw new EmbeddedPostgresError({
      code: 'directory_unusable',
      problem: `The data in ${join(paths.directory, 'data')} can no longer be reached by user id ${serverUser.uid}.`,
      remedy:
        'Open the folders above it again (chmod o+x), or remove it to start with an empty database. ' +
        USE_DATABASE_URL,
    });
  }
  const home = join(await reachableBase(projectRoot, serverUser), shortHash(paths.directory));
  await ensureOwnDirectory(home, privateMode());
  await clearHomeOfAnother(home, paths);
  return home;
}

/** The binaries where they are installed, or a copy of them where the server's user can run them. */
export async function reachableBinaries(
  binaries: PostgresBinaries,
  projectRoot: string,
  serverUser: ProcessIdentity | undefined,
): Promise<PostgresBinaries> {
  let reason = await whyNotRunnable(binaries, serverUser);
  if (!reason) return binaries;
  if (serverUser) {
    const copy = await copyBinaries(binaries, await reachableBase(projectRoot, serverUser));
    reason = await whyNotRunnable(copy, serverUser);
    if (!reason) return copy;
  }
  throw new EmbeddedPostgresError({
    code: 'binaries_unusable',
    problem: `${binaries.postgres} does not run on this system: ${reason}.`,
    remedy: `It needs a system with the GNU C library, and a disk that allows programs to run. ${USE_DATABASE_URL}`,
  });
}

/** A folder for this project that `serverUser` can pass through. */
async function reachableBase(projectRoot: string, serverUser: ProcessIdentity): Promise<string> {
  for (const root of new Set(['/var/tmp', tmpdir()])) {
    if (!(await canEnter(root, serverUser))) continue;
    const base = join(root, `scoracle-${shortHash(projectRoot)}`);
    await ensureOwnDirectory(base, privateMode());
    if (await canEnter(base, serverUser)) return base;
  }
  throw new EmbeddedPostgresError({
    code: 'directory_unusable',
    problem: `Neither ${projectRoot} nor /var/tmp nor ${tmpdir()} can be entered by user id ${serverUser.uid}.`,
    remedy: `Put the project where other users can read it (such as /srv). ${USE_DATABASE_URL}`,
  });
}

/**
 * A home outlives the project folder that it belongs to. When that folder was removed and made anew, the data
 * of the old one must not turn up in the new one: the id in both says whether they belong together.
 */
async function clearHomeOfAnother(home: string, paths: InstancePaths): Promise<void> {
  await withDirectoryErrors(home, async () => {
    const homeIdentityFile = join(home, 'instance-id');
    const identity = await readFile(paths.identityFile, 'utf8').catch(() => randomBytes(8).toString('hex'));
    const homeIdentity = await readFile(homeIdentityFile, 'utf8').catch(() => undefined);
    if (homeIdentity !== identity) {
      await stopLeftoverPostmaster(join(home, 'data'));
      await rm(home, { recursive: true, force: true });
      await ensureOwnDirectory(home, privateMode());
      await writeFile(homeIdentityFile, identity, { mode: 0o600 });
    }
    await writeFile(paths.identityFile, identity, { mode: 0o600 });
  });
}
