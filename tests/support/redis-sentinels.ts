import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from '../../src/platform/free-port.ts';
import { type RedisServer, findRedisServer, startRedisServer } from './redis-server.ts';

/** A master, its replica, and the sentinels that watch them, of one test's own. */
export type WatchedRedis = {
  /** For REDIS_URL: the name of the group. */
  url: string;
  /** For REDIS_SENTINELS. */
  sentinels: string;
  /** Kills the master (SIGKILL), or stops it in the middle of what it does (SIGSTOP). */
  signalMaster: (signal: 'SIGKILL' | 'SIGSTOP') => void;
  /** The port of the master that the sentinels name now. */
  masterPort: () => Promise<number>;
  close: () => Promise<void>;
};

const GROUP = 'scoracle';

/** A master that does not answer for so long is replaced. */
const DOWN_AFTER_MS = 1_000;

/** Undefined where no redis-server is installed. A majority of the sentinels decides. */
export async function startWatchedRedis(howMany = 3): Promise<WatchedRedis | undefined> {
  const binary = findRedisServer();
  if (!binary) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-sentinels-'));
  const servers: RedisServer[] = [];
  for (const role of ['master', 'replica']) {
    const replicaOf = servers[0] ? ['--replicaof', '127.0.0.1', String(servers[0].port)] : [];
    const args = ['--dbfilename', `${role}.rdb`, '--repl-diskless-sync-delay', '0', ...replicaOf];
    const server = await startRedisServer({ folder, args });
    if (server) servers.push(server);
  }
  const [master, replica] = servers;
  if (!master || !replica) return undefined;
  await untilReplicated(replica);

  const sentinels: { port: number; child: ChildProcess }[] = [];
  for (let number = 1; number <= howMany; number += 1) {
    const port = await freePort();
    const file = path.join(folder, `sentinel-${number}.conf`);
    await writeFile(
      file,
      sentinelSettings({ port, masterPort: master.port, folder, quorum: Math.floor(howMany / 2) + 1 }),
    );
    const child = spawn(binary, [file, '--sentinel'], { stdio: 'ignore' });
    sentinels.push({ port, child });
  }
  await untilWatched(sentinels.map(({ port }) => port));

  return {
    url: `redis://${GROUP}`,
    sentinels: sentinels.map(({ port }) => `127.0.0.1:${port}`).join(','),
    signalMaster(signal) {
      master.process.kill(signal);
    },
    async masterPort() {
      const answer = await ask(sentinels[0]?.port ?? 0, 'SENTINEL', 'get-master-addr-by-name', GROUP);
      return Number((answer as string[])[1]);
    },
    async close() {
      for (const { child } of [
        ...sentinels.map((one) => ({ child: one.child })),
        { child: master.process },
        { child: replica.process },
      ]) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function sentinelSettings({
  port,
  masterPort,
  folder,
  quorum,
}: {
  port: number;
  masterPort: number;
  folder: string;
  quorum: number;
}): string {
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${GROUP} 127.0.0.1 ${masterPort} ${quorum}`,
    `sentinel down-after-milliseconds ${GROUP} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${GROUP} 5000`,
    '',
  ].join('\n');
}

async function untilReplicated(replica: RedisServer): Promise<void> {
  await until('the replica follows its master', async () =>
    String(await ask(replica.port, 'INFO', 'replication')).includes('master_link_status:up'),
  );
}

/** Waits until each sentinel knows the replica and the others: before that, none of them can replace the master. */
async function untilWatched(ports: readonly number[]): Promise<void> {
  await until('the sentinels know each other', async () => {
    const lines = await Promise.all(ports.map((port) => ask(port, 'INFO', 'sentinel')));
    return lines.every((text) =>
      new RegExp(`status=ok,.*slaves=1,sentinels=${ports.length}`).test(String(text)),
    );
  });
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; ) {
    if (await isSo().catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`not within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function ask(port: number, name: string, ...args: string[]): Promise<unknown> {
  const client = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: 1, lazyConnect: true });
  client.on('error', () => undefined);
  try {
    return await client.call(name, ...args);
  } finally {
    client.disconnect();
  }
}
