import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../src/platform/free-port.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** A Redis Cluster of three masters of one test's own. */
export type RedisCluster = {
  /** For REDIS_CLUSTER_NODES. */
  nodes: string;
  /** Sends one command to the master that holds `key`, on a connection that lives no longer than that. */
  commandTo: (key: string, name: string, ...args: string[]) => Promise<unknown>;
  /** Ends the master that holds `key`; what it wrote down stays. */
  stopOwner: (key: string) => Promise<void>;
  stopAll: () => Promise<void>;
  /** Starts what was ended, and resolves when the cluster is whole again. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
};

/** Slots of a cluster, by Redis. */
const SLOTS = 16_384;

/** The cluster is told to be whole within seconds, which takes some rounds of gossip. */
const WHOLE_TIMEOUT_MS = 180_000;

type Master = {
  folder: string;
  port: number;
  busPort: number;
  slots: [number, number];
  server: RedisServer | undefined;
};

/** Undefined where no redis-server is installed. Every write is on disk before it is answered. */
export async function startRedisCluster(): Promise<RedisCluster | undefined> {
  const masters: Master[] = [];
  for (let index = 0; index < 3; index += 1) {
    const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-redis-cluster-'));
    const slots: Master['slots'] = [Math.ceil((SLOTS * index) / 3), Math.ceil((SLOTS * (index + 1)) / 3) - 1];
    const master: Master = {
      folder,
      port: await freePort(),
      busPort: await freePort(),
      slots,
      server: undefined,
    };
    masters.push(master);
    await start(master);
    if (!master.server) return undefined;
  }
  const [first] = masters;
  if (!first) return undefined;
  for (const { port, slots } of masters) {
    await command(port, 'CLUSTER', 'ADDSLOTSRANGE', ...slots.map(String));
  }
  for (const { port, busPort } of masters.slice(1)) {
    await command(first.port, 'CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPort));
  }
  await untilWhole(masters);

  async function ownerOf(key: string): Promise<Master> {
    const alive = masters.find((master) => master.server) ?? first;
    const slot = Number(await command(alive?.port ?? 0, 'CLUSTER', 'KEYSLOT', key));
    const owner = masters.find(({ slots: [from, to] }) => from <= slot && slot <= to);
    if (!owner) throw new Error(`nobody holds slot ${slot}`);
    return owner;
  }

  async function stop(master: Master): Promise<void> {
    await master.server?.stop();
    master.server = undefined;
  }

  return {
    nodes: masters.map(({ port }) => `127.0.0.1:${port}`).join(','),
    commandTo: async (key, name, ...args) => command((await ownerOf(key)).port, name, ...args),
    stopOwner: async (key) => stop(await ownerOf(key)),
    async stopAll() {
      await Promise.all(masters.map(stop));
    },
    async restart() {
      for (const master of masters) if (!master.server) await start(master);
      await untilWhole(masters);
    },
    async close() {
      await Promise.all(masters.map(stop));
      for (const { folder } of masters) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function start(master: Master): Promise<void> {
  master.server = await startRedisServer({
    folder: master.folder,
    port: master.port,
    args: [
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      '--cluster-enabled',
      'yes',
      '--cluster-port',
      String(master.busPort),
      '--cluster-node-timeout',
      '2000',
    ],
  });
}

/** Waits until every master sees all slots served. */
async function untilWhole(masters: readonly Master[]): Promise<void> {
  for (const deadline = Date.now() + WHOLE_TIMEOUT_MS; ; ) {
    const infos = await Promise.all(masters.map(({ port }) => command(port, 'CLUSTER', 'INFO')));
    const isWhole = infos.every((info) => {
      const text = String(info);
      return text.includes('cluster_state:ok') && text.includes(`cluster_size:${masters.length}`);
    });
    if (isWhole) return;
    if (Date.now() > deadline) throw new Error(`the cluster does not come together: ${infos.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function command(port: number, name: string, ...args: string[]): Promise<unknown> {
  const client = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: 1, lazyConnect: true });
  client.on('error', () => undefined);
  try {
    return await client.call(name, ...args);
  } finally {
    client.disconnect();
  }
}
