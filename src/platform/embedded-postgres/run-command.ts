import { spawn } from 'node:child_process';

/** A numeric user and group under which a process runs. */
export type ProcessIdentity = { uid: number; gid: number };

export type CommandOptions = {
  /** Under whom to run; only root may name one. */
  identity?: ProcessIdentity | undefined;
  cwd?: string;
  signal?: AbortSignal;
};

export type CommandResult = {
  /** Exit code; null when a signal ended the command or it could not be started. */
  exitCode: number | null;
  /** Standard output and standard error together, in the order of arrival. */
  output: string;
  /** Why the command could not be started, if it could not. */
  spawnError?: Error;
};

/**
 * The environment of the server's processes: nothing of ours leaks in, and the search path is the same for
 * everybody. LC_ALL keeps messages in English, because some are recognised by their words.
 */
export const SERVER_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs a command to its end and collects what it says. Never throws for a command that fails. */
export function runCommand(
  command: string,
  commandArguments: readonly string[],
  { identity, cwd = '/', signal }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = '';
    let spawnError: Error | undefined;
    const child = spawn(command, commandArguments, {
      cwd,
      env: SERVER_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
      killSignal: 'SIGKILL',
      ...(identity && { uid: identity.uid, gid: identity.gid }),
      ...(signal && { signal }),
    });
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      spawnError = error;
      if (child.pid === undefined) resolve({ exitCode: null, output, spawnError });
    });
    child.on('close', (exitCode) => resolve({ exitCode, output, ...(spawnError && { spawnError }) }));
  });
}

/**
 * The command line prefix that makes a process end with its parent (Linux `setpriv --pdeathsig`), or an empty
 * list where that does not exist. Without it a killed guard leaves its server to the next start.
 */
export async function endWithParentPrefix(deathSignal: 'INT' | 'KILL'): Promise<string[]> {
  const prefix = ['setpriv', '--pdeathsig', deathSignal];
  if (process.platform !== 'linux') return [];
  const probe = await runCommand('setpriv', ['--pdeathsig', deathSignal, 'true']);
  return probe.exitCode === 0 ? prefix : [];
}
