import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError, withDirectoryErrors } from './embedded-postgres-error.ts';

/**
 * One instance is one folder:
 *
 *     <instance>/guard.lock      held by the guard as long as it lives (an SQLite lock: the kernel frees it)
 *     <instance>/guard.json      where the guard listens, and the port of the last server
 *     <instance>/guard.log       what the guard says
 *     <instance>/server.log      what PostgreSQL says; the one before is server.previous.log
 *     <instance>/instance-id     ties a data home elsewhere to this folder
 *     <home>/data                the database cluster
 *     <home>/password            the random password of the database user
 *
 * The home is the instance folder itself, except for root in a place that the server's user cannot enter.
 */
export type InstancePaths = {
  directory: string;
  lockFile: string;
  stateFile: string;
  guardLog: string;
  serverLog: string;
  previousServerLog: string;
  identityFile: string;
};

/** The file names of the instance in `directory` (absolute). */
export function instancePaths(directory: string): InstancePaths {
  return {
    directory,
    lockFile: join(directory, 'guard.lock'),
    stateFile: join(directory, 'guard.json'),
    guardLog: join(directory, 'guard.log'),
    serverLog: join(directory, 'server.log'),
    previousServerLog: join(directory, 'server.previous.log'),
    identityFile: join(directory, 'instance-id'),
  };
}

/** The longest socket path that every system takes (104 bytes with the final zero on macOS, 108 on Linux). */
const MAX_SOCKET_PATH_BYTES = 100;

/** The folder of the guard's socket: short, private to the user, the same for every process of the instance. */
export function socketDirectory(instanceDirectory: string): string {
  const name = `scoracle-${currentUid()}-${shortHash(instanceDirectory)}`;
  const preferred = join(tmpdir(), name);
  return Buffer.byteLength(join(preferred, 's')) <= MAX_SOCKET_PATH_BYTES ? preferred : join('/tmp', name);
}

/** Ten hex digits that stand for a path. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

/** The user id of this process; -1 where the system has none. */
export function currentUid(): number {
  return process.getuid?.() ?? -1;
}

/** Root's folders may be passed through by the server's user, but neither listed nor written. */
export function privateMode(): number {
  return currentUid() === 0 ? 0o711 : 0o700;
}

/**
 * Makes sure that `path` is a real directory of this user that nobody else can write, creating it when absent.
 * A directory that somebody else prepared, or a symbolic link, is refused.
 */
export async function ensureOwnDirectory(path: string, mode: number): Promise<void> {
  await withDirectoryErrors(path, async () => {
    await mkdir(path, { recursive: true, mode });
    const status = await lstat(path);
    if (!status.isDirectory() || status.uid !== currentUid()) {
      throw new EmbeddedPostgresError({
        code: 'directory_unusable',
        problem: `${path} is not a folder that belongs to this user (it belongs to user id ${status.uid}).`,
        remedy:
          'Remove it, or run as the user that owns it. Or set DATABASE_URL to a PostgreSQL server of your own.',
      });
    }
    if ((status.mode & 0o777) !== mode) await chmod(path, mode);
  });
}
