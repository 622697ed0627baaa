import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PostgresBinaries, majorVersion } from './binaries.ts';
import { EmbeddedPostgresError, USE_DATABASE_URL, withDirectoryErrors } from './embedded-postgres-error.ts';
import { type ProcessIdentity, endWithParentPrefix, runCommand } from './run-command.ts';

/** The name of the database and of the user that owns it. */
export const DATABASE_NAME = 'scoracle';

export type InitialiseOptions = {
  binaries: PostgresBinaries;
  /** The folder in which `data` and `password` live. */
  home: string;
  serverUser: ProcessIdentity | undefined;
  /** Whether to flush the new files to the disk. */
  isDurable: boolean;
  signal: AbortSignal;
};

/**
 * Makes sure that `<home>/data` holds a complete database cluster of the right version, and answers the
 * password of its user. An initialisation that was interrupted is redone; data that is not ours is left alone.
 */
export async function initialiseData(
  options: InitialiseOptions,
): Promise<{ dataDirectory: string; password: string }> {
  const { home, binaries } = options;
  const dataDirectory = join(home, 'data');
  const beginningMarker = join(home, 'initialising');
  const passwordFile = join(home, 'password');
  return withDirectoryErrors(home, async () => {
    const isInterrupted = await exists(beginningMarker);
    if (!isInterrupted && (await hasContent(dataDirectory))) {
      await assertUsable(dataDirectory, majorVersion(binaries.version));
      return { dataDirectory, password: await readPassword(passwordFile) };
    }
    const password = randomBytes(24).toString('hex');
    await writeFile(beginningMarker, '');
    await rm(dataDirectory, { recursive: true, force: true });
    await writeFile(passwordFile, password, { mode: 0o600 });
    await runInitdb(options, dataDirectory, password);
    await rm(beginningMarker);
    return { dataDirectory, password };
  });
}

async function exists(path: string): Promise<boolean> {
  return (await readFile(path).catch(() => undefined)) !== undefined;
}

async function hasContent(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.length > 0;
}

async function assertUsable(dataDirectory: string, expectedMajor: string): Promise<void> {
  const found = (await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found === expectedMajor) return;
  if (found === '') {
    throw new EmbeddedPostgresError({
      code: 'data_incomplete',
      problem: `${dataDirectory} holds files, but no PostgreSQL data.`,
      remedy: `Move them elsewhere, or remove the folder to start with an empty database. ${USE_DATABASE_URL}`,
    });
  }
  throw new EmbeddedPostgresError({
    code: 'data_of_other_version',
    problem: `${dataDirectory} was written by PostgreSQL ${found}; this project brings PostgreSQL ${expectedMajor}.`,
    remedy:
      `To keep the data, dump it with the version of this project that wrote it (pg_dump), remove the folder, ` +
      `start, and restore the dump. To start with an empty database, remove the folder. ${USE_DATABASE_URL}`,
  });
}

async function readPassword(passwordFile: string): Promise<string> {
  const password = (await readFile(passwordFile, 'utf8').catch(() => '')).trim();
  if (password !== '') return password;
  throw new EmbeddedPostgresError({
    code: 'data_incomplete',
    problem: `The password file ${passwordFile} is missing or empty, so nobody can log in to the data beside it.`,
    remedy: `Put the file back, or remove the folder to start with an empty database. ${USE_DATABASE_URL}`,
  });
}

async function runInitdb(options: InitialiseOptions, dataDirectory: string, password: string): Promise<void> {
  const { binaries, home, serverUser, isDurable, signal } = options;
  await mkdir(dataDirectory, { mode: 0o700 });
  // initdb reads the password as the server's user, who may not read ours; this copy lives for a second.
  const handover = join(home, 'initial-password');
  await rm(handover, { force: true });
  await writeFile(handover, password, { mode: 0o600, flag: 'wx' });
  if (serverUser) {
    await chown(dataDirectory, serverUser.uid, serverUser.gid);
    await chown(handover, serverUser.uid, serverUser.gid);
  }
  const initdbArguments = [
    `--pgdata=${dataDirectory}`,
    `--username=${DATABASE_NAME}`,
    `--pwfile=${handover}`,
    // No local user gets in without the password, not even through a socket.
    '--auth-host=scram-sha-256',
    '--auth-local=scram-sha-256',
    // The built-in C.UTF-8 gives the same order and letter case on every system, whatever its locales.
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(isDurable ? [] : ['--no-sync']),
  ];
  const commandLine = [...(await endWithParentPrefix('KILL')), binaries.initdb, ...initdbArguments];
  const [command = binaries.initdb, ...commandArguments] = commandLine;
  const result = await runCommand(command, commandArguments, { identity: serverUser, signal });
  await rm(handover, { force: true });
  signal.throwIfAborted();
  if (result.exitCode === 0) return;
  const words = lastLines(`${result.output}\n${result.spawnError?.message ?? ''}`);
  throw new EmbeddedPostgresError({
    code: 'start_failed',
    problem: `PostgreSQL could not prepare its data folder ${dataDirectory}. It said:\n${words}\n`,
    remedy: `Mend what it names (disk space, permissions) and start again. ${USE_DATABASE_URL}`,
  });
}

/** The last lines of a program's output, for a message. */
export function lastLines(text: string, count = 8): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-count)
    .map((line) => `  ${line}`)
    .join('\n');
}
