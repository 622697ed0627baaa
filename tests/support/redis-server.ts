import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../src/platform/free-port.ts';

export type RedisServer = { url: string; port: number; process: ChildProcess; stop: () => Promise<void> };

/** The redis-server of this machine, or undefined where none is installed. */
export function findRedisServer(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .concat('/usr/bin', '/usr/local/bin')
    .map((folder) => path.join(folder, 'redis-server'))
    .find((file) => existsSync(file));
}

/** Starts a Redis without persistence on a free port; undefined where none is installed. */
export async function startRedisServer(options: {
  folder: string;
  port?: number;
  args?: readonly string[];
}): Promise<RedisServer | undefined> {
  const binary = findRedisServer();
  if (!binary) return undefined;
  const port = options.port ?? (await freePort());
  const child = spawn(
    binary,
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      'noeviction',
      '--dir',
      options.folder,
      ...(options.args ?? []),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`redis-server ended with code ${code} before it was ready`)),
    );
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    process: child,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** Starts a Redis whose data is gone when it stops; an error where none is installed. */
export async function startScratchRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-redis-'));
  const server = await startRedisServer({ folder });
  if (!server) throw new Error('there is no redis-server on this machine');
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
