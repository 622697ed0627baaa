import type { Cluster, Redis } from 'ioredis';
import { mastersOf } from '../../platform/redis.ts';
import type { QueueStore } from '../store.ts';

type StoreFacts = Awaited<ReturnType<NonNullable<QueueStore['describe']>>>;

/** What the servers say of themselves: the oldest version, and the worst of their settings. */
export async function describeRedis(redis: Redis | Cluster): Promise<StoreFacts> {
  const servers = await Promise.all(mastersOf(redis).map(async (server) => readInfo(await server.info())));
  const all = (name: string) =>
    servers.map((facts) => facts.get(name)).filter((value) => value !== undefined);
  const policies = all('maxmemory_policy');
  const policy = policies.find((name) => name !== 'noeviction') ?? policies[0];
  const appendOnly = all('aof_enabled');
  return {
    version: all('redis_version').toSorted(byVersion)[0] ?? 'unknown',
    ...(policy === undefined ? {} : { maxmemoryPolicy: policy }),
    ...(appendOnly.length === 0 ? {} : { isAppendOnly: appendOnly.every((value) => value === '1') }),
  };
}

function byVersion(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** The `name:value` lines of Redis' INFO. */
function readInfo(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'));
  return new Map(
    lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1),
    ]),
  );
}
