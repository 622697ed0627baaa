import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../src/platform/free-port.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** A Redis of one test's own, which it may stop, empty, replace and make read-only, always on the same port. */
export type OwnRedis = {
  url: string;
  /** Ends the server; what it wrote down stays. */
  stop: () => Promise<void>;
  /** Starts it again with everything that it knew. */
  restart: () => Promise<void>;
  /** Starts another server in its place, which knows nothing. */
  replace: () => Promise<void>;
  /** Sends one command, on a connection that lives no longer than that. */
  command: (name: string, ...args: string[]) => Promise<unknown>;
  close: () => Promise<void>;
};

/** Undefined where no redis-server is installed. Every write is on disk before it is answered. */
export async function startOwnRedis(): Promise<OwnRedis | undefined> {
  const folders: string[] = [];
  const port = await freePort();

  async function newFolder(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-crash-redis-'));
    folders.push(folder);
    return folder;
  }

  function start(): Promise<RedisServer | undefined> {
    const args = ['--appendonly', 'yes', '--appendfsync', 'always'];
    return startRedisServer({ folder: folders.at(-1) ?? tmpdir(), port, args });
  }

  await newFolder();
  let server = await start();
  if (!server) return undefined;
  const { url } = server;
  return {
    url,
    stop: async () => server?.stop(),
    async restart() {
      server = await start();
    },
    async replace() {
      await server?.stop();
      await newFolder();
      server = await start();
    },
    async command(name, ...args) {
      const client = new Redis(url, { maxRetriesPerRequest: 1, lazyConnect: true });
      client.on('error', () => undefined);
      try {
        return await client.call(name, ...args);
      } finally {
        client.disconnect();
      }
    },
    async close() {
      await server?.stop();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}
