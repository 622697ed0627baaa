import { lstat, readFile } from 'node:fs/promises';
import { EmbeddedPostgresError, USE_DATABASE_URL, describeError } from './embedded-postgres-error.ts';
import { currentUid } from './layout.ts';
import { type ProcessIdentity, runCommand } from './run-command.ts';

/** Users that a system brings along and that own nothing of value, in the order of preference. */
const UNPRIVILEGED_USERS = ['postgres', '_postgres', 'nobody'];

/**
 * Under whom the server runs: undefined for ourselves, and an existing unprivileged user when we are root,
 * because PostgreSQL refuses root. No user is created and nothing in the system is changed.
 */
export async function chooseServerUser(): Promise<ProcessIdentity | undefined> {
  if (currentUid() !== 0) return undefined;
  const identity = findUnprivilegedUser(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  if (!identity) {
    throw new EmbeddedPostgresError({
      code: 'no_server_user',
      problem:
        'PostgreSQL refuses to run as root, and this system has neither a user "postgres" nor "nobody".',
      remedy: `Run as a normal user. ${USE_DATABASE_URL}`,
    });
  }
  const probe = await runCommand('true', [], { identity });
  if (probe.exitCode !== 0) {
    throw new EmbeddedPostgresError({
      code: 'no_server_user',
      problem:
        'PostgreSQL refuses to run as root, and this process may not become another user ' +
        `(user id ${identity.uid}): ${describeError(probe.spawnError ?? probe.output)}.`,
      remedy: `Run as a normal user. ${USE_DATABASE_URL}`,
    });
  }
  return identity;
}

/** The first unprivileged user that the text of a passwd file knows. */
export function findUnprivilegedUser(passwd: string): ProcessIdentity | undefined {
  const users = new Map(passwd.split('\n').map((line) => [line.split(':', 1)[0], line.split(':')] as const));
  for (const name of UNPRIVILEGED_USERS) {
    const fields = users.get(name);
    const uid = Number(fields?.[2]);
    const gid = Number(fields?.[3]);
    // macOS gives nobody the ids -2, which the system calls take as unsigned numbers.
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0)
      return { uid: uid >>> 0, gid: gid >>> 0 };
  }
  return undefined;
}

/** Root keeps to the user that owns the data already, for instance when a better one was installed since. */
export async function ownerOfData(
  dataDirectory: string,
  serverUser: ProcessIdentity | undefined,
): Promise<ProcessIdentity | undefined> {
  if (!serverUser) return undefined;
  const status = await lstat(dataDirectory).catch(() => undefined);
  return status && status.uid !== 0 ? { uid: status.uid, gid: status.gid } : serverUser;
}

/** Whether the server's user can get into `directory`. */
export async function canEnter(directory: string, identity: ProcessIdentity | undefined): Promise<boolean> {
  const result = await runCommand('sh', ['-c', 'cd "$1"', 'sh', directory], { identity });
  return result.exitCode === 0;
}
