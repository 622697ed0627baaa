import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { endWithParentPrefix } from '../../src/platform/embedded-postgres/run-command.ts';
import { freePort } from '../../src/platform/free-port.ts';

/** No redis-server on this machine. */
export class RedisMissingError extends Error {
  override readonly name = 'RedisMissingError';

  constructor() {
    super(
      '--redis needs a redis-server on this machine, and none was found. On Debian: apt-get install redis-server',
    );
  }
}

/** Starts a redis-server for the demonstration, on a free port, with its data in `folder`. */
export async function startLocalRedis(
  folder: string,
  searchPath: string,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const binary = findBinary(searchPath);
  if (!binary) throw new RedisMissingError();
  const port = await freePort();
  // However this process ends, the server ends with it.
  const [command, ...before] = [...(await endWithParentPrefix('INT')), binary];
  const child = spawn(
    command ?? binary,
    [
      ...before,
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--appendonly',
      'yes',
      '--maxmemory-policy',
      'noeviction',
      '--dir',
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`redis-server ended with code ${code} before it was ready`)),
    );
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
  const endWithUs = (): void => void child.kill('SIGTERM');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function findBinary(searchPath: string): string | undefined {
  return [...searchPath.split(':'), '/usr/bin', '/usr/local/bin']
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, 'redis-server'))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
